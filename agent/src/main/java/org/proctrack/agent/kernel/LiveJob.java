// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import org.proctrack.mbeans.JobInfo;

/**
 * A job that has processes, and which one of those with its id it is.
 *
 * @param info who and how many
 * @param generation as in {@link JobRef}
 */
public record LiveJob(JobInfo info, long generation) {

    /** {@return this job and no later one with its id} */
    public JobRef ref() {
        return new JobRef(info.id(), generation);
    }
}
