// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

/**
 * A job that has processes, and which one of those with its id it is. It has no user's name: to look for that may take
 * a directory service, and its time.
 *
 * @param id job id, 1 to 4294967295
 * @param generation as in {@link JobRef}
 * @param sinceNanos when it began, in nanoseconds since boot
 */
public record LiveJob(long id, long generation, long sinceNanos) {

    /** {@return this job and no later one with its id} */
    public JobRef ref() {
        return new JobRef(id, generation);
    }
}
