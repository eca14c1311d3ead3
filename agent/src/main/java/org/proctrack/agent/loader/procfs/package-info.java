// SPDX-License-Identifier: Apache-2.0
/**
 * What /proc tells of processes, this one among them, where the kernel is not asked.
 */
package org.proctrack.agent.loader.procfs;
