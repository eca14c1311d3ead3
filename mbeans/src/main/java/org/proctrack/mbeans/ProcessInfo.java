// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

/**
 * One process of a job, as the kernel saw it at the time of the call. It may have ended since: pid and start time
 * together name a process, a pid alone does not.
 *
 * @param pid process id (thread group id) as the agent sees it
 * @param jobId job that it belongs to, 1 to 4294967295
 * @param parentPid process id of its parent now; 1 or a subreaper when its first parent ended
 * @param uid real user id
 * @param state letter of ps(1): R, S, D, T, t or I; X is a process that has exited and still gives back memory, files
 *     and locks, F one in a frozen cgroup (Linux 6.2 and later); {@code ?} when not known
 * @param command name in the kernel, at most 15 characters; never the command line
 * @param startMillis when it started, in epoch milliseconds
 * @param tabled false when it has no record because the table was full; it is a member all the same
 */
public record ProcessInfo(
        long pid,
        long jobId,
        long parentPid,
        long uid,
        String state,
        String command,
        long startMillis,
        boolean tabled) {}
