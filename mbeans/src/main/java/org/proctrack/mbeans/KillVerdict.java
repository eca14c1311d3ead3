// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import java.util.List;

/**
 * What came of a signal to a job: a snapshot, taken when the call returned.
 *
 * @param jobId job that was signalled
 * @param signal name of the last signal sent, for example SIGKILL; with grace that may still be SIGTERM
 * @param signalled processes that were sent that signal
 * @param survivors processes of the job that were still alive; all of them, for a signal that does not kill
 * @param waitedMillis how long the call waited for the job to be empty, in milliseconds
 * @param survivorProcesses the survivors by name; shorter than {@code survivors} when some ended meanwhile
 */
public record KillVerdict(
        long jobId, String signal, int signalled, int survivors, long waitedMillis, List<Survivor> survivorProcesses) {}
