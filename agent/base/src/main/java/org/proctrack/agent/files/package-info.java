// SPDX-License-Identifier: Apache-2.0
/** Files that root's programs rely on: who else could have written them, or could read them. */
package org.proctrack.agent.files;
