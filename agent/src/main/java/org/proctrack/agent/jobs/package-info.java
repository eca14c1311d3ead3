// SPDX-License-Identifier: Apache-2.0
/** What is done to jobs, on top of {@link org.proctrack.agent.kernel.Kernel}: signals by name, and the kill. */
package org.proctrack.agent.jobs;
