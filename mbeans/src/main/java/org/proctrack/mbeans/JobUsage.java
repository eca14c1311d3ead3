// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

/**
 * What the processes of a job have used, those that live and those that have ended: the figures that wait4(2) gives to a
 * parent, whoever the parent is. Counted by the kernel.
 *
 * @param cpuNanos CPU time, in ns; {@code userNanos + systemNanos}
 * @param userNanos of it, in user mode, as the kernel splits it (by timer ticks)
 * @param systemNanos of it, in the kernel
 * @param maxRssBytes largest resident memory that any one process had, in bytes
 * @param readBytes bytes that were fetched from storage
 * @param writeBytes bytes that were sent to storage, or to the page cache on their way there
 * @param readCharBytes bytes that passed through read calls, from caches, pipes and terminals too
 * @param writeCharBytes bytes that passed through write calls, likewise
 * @param voluntarySwitches context switches because a thread waited
 * @param involuntarySwitches context switches because another thread had its turn
 * @param minorFaults page faults without I/O
 * @param majorFaults page faults with I/O
 * @param exitedNormally processes that ended with status 0
 * @param exitedFailed processes that ended with another status
 * @param exitedBySignal processes that a signal ended, the OOM killer's not included
 * @param exitedByOom processes that the OOM killer ended
 */
public record JobUsage(
        long cpuNanos,
        long userNanos,
        long systemNanos,
        long maxRssBytes,
        long readBytes,
        long writeBytes,
        long readCharBytes,
        long writeCharBytes,
        long voluntarySwitches,
        long involuntarySwitches,
        long minorFaults,
        long majorFaults,
        long exitedNormally,
        long exitedFailed,
        long exitedBySignal,
        long exitedByOom) {

    /** Nothing used yet. */
    public static final JobUsage NONE = new JobUsage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
