// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

/**
 * One job that has processes: one snapshot, taken by the kernel under one lock.
 *
 * @param id job id, 1 to 4294967295
 * @param processCount processes of the job now, untabled ones included
 * @param untabled of these, the processes without a record because the table was full; they are members all the same
 * @param uid user id of whoever registered the job, or of the one for whom root runs it
 * @param user name of that user; the number as text when it has no name
 * @param sinceMillis when the job was registered, in epoch milliseconds
 * @param processesPeak most processes that the job had at one time
 * @param processesTotal processes that were ever members
 * @param phase name of a {@link JobPhase}: RUNNING, SUSPENDED or DYING
 * @param label what root says that the job is, for example {@code slurm 12.0}; empty when nothing was said
 * @param owner process id of the owner, with whom the job dies; 0 when it has none
 * @param ownerName name of that process when the job was tied to it; empty when it has none
 */
public record JobInfo(
        long id,
        int processCount,
        int untabled,
        long uid,
        String user,
        long sinceMillis,
        int processesPeak,
        long processesTotal,
        String phase,
        String label,
        long owner,
        String ownerName) {}
