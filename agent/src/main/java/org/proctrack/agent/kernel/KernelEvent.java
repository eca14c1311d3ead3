// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

/**
 * Something that happened in the kernel.
 *
 * @param type what
 * @param sequence counts all events since the load, from 1, without gaps
 * @param timeMillis when, in epoch milliseconds
 * @param job job id; 0 when it is about none
 * @param generation which of the jobs with this id
 * @param pid the process that began the job, came, ended, or sent the signal; for OVERFLOW the first one without a record;
 *     for OWNER_ENDED the owner
 * @param uid user id of that process
 * @param value signal for JOB_SIGNALLED; exit status as of wait(2) for PROCESS_EXITED; parent for PROCESS_STARTED;
 *     processes that were ever members for JOB_EMPTIED
 * @param count processes that were signalled, for JOB_SIGNALLED
 * @param command name of that process
 */
public record KernelEvent(
        Type type,
        long sequence,
        long timeMillis,
        long job,
        long generation,
        long pid,
        long uid,
        long value,
        long count,
        String command) {

    /** What can happen. */
    public enum Type {
        /** A job has its first process. */
        JOB_REGISTERED,
        /** A job has lost its last process. */
        JOB_EMPTIED,
        /** Somebody sent a signal to a whole job. */
        JOB_SIGNALLED,
        /** A process has no record, and there was none without before: the table or a user's share is full. */
        OVERFLOW,
        /** A process was born into a job; only when asked for. */
        PROCESS_STARTED,
        /** A process of a job has ended; only when asked for. */
        PROCESS_EXITED,
        /** Somebody asks for all records in the debug log. */
        DUMP_WANTED,
        /** The owner of a job has ended, and the kernel kills the job. */
        OWNER_ENDED
    }
}
