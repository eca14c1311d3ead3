// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

/**
 * The final record of a job that has no process any more, kept by the kernel.
 *
 * @param id job id, 1 to 4294967295; later jobs may have used it again
 * @param uid user id of whoever registered the job, or of the one for whom root ran it
 * @param user name of that user; the number as text when it has no name
 * @param label what root said that the job was; empty when nothing was said
 * @param sinceMillis when its first process came, in epoch milliseconds
 * @param endedMillis when its last process ended, in epoch milliseconds
 * @param processesPeak most processes that the job had at one time
 * @param processesTotal processes that were ever members
 * @param signal the last signal that was sent to the whole job, for example SIGKILL; empty when none was
 * @param signalUid user id of who sent it; 0 when none was
 * @param signalPid process id of who sent it; 0 when none was
 * @param owner process id of the owner that it had at last; 0 when it had none
 * @param ownerName name of that process when the job was tied to it; empty when it had none
 * @param ownerEnded whether the job was killed because its owner had ended
 * @param usage what its processes used
 */
public record EndedJob(
        long id,
        long uid,
        String user,
        String label,
        long sinceMillis,
        long endedMillis,
        int processesPeak,
        long processesTotal,
        String signal,
        long signalUid,
        long signalPid,
        long owner,
        String ownerName,
        boolean ownerEnded,
        JobUsage usage) {}
