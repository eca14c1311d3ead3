// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

/** What the kernel counts from the load on, under the names of {@code struct pt_counters}. */
public enum Counter {
    /** Processes that entered a job, by fork or by registration. */
    FORKS,
    /** Processes that left a job by their exit. */
    EXITS,
    /** Processes that ever had no record. */
    UNTABLED_TOTAL,
    /** Newborns killed at birth because the table was full. */
    OVERFLOW_KILLS,
    /** Records of exits that nobody saw, until another process had the pid. */
    LOST_EXITS,
    /** Newborns of a job that was being killed or stopped, which could not be signalled. */
    SIGNAL_FAILURES,
    /** Hooks of a fork or an exit that the kernel skipped, of processes in a job or not. */
    HOOK_MISSES,
    /** Of these, what nothing makes up for. */
    HOOK_LOSSES,
    /** Events of users beyond their quota. */
    EVENTS_LEFT_OUT,
    /** Births of processes of jobs that a backup hook took. */
    BIRTHS_REPAIRED,
    /** Ends of processes of jobs that were taken late. */
    EXITS_REPAIRED,
    /** Processes that have ended, and what they used in their last moments is in no account. */
    UNSETTLED,
    /** Jobs that ever began. */
    JOBS_TOTAL
}
