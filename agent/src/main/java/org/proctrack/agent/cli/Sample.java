// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.List;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.JobAccount;

/**
 * What top shows in one round.
 *
 * @param timeMillis when, in epoch milliseconds
 * @param intervalMillis time since the round before
 * @param status the extension
 * @param jobs live jobs, the busiest one first
 */
record Sample(long timeMillis, long intervalMillis, ExtensionStatus status, List<Job> jobs) {

    /**
     * A live job.
     *
     * @param account what the kernel says of it
     * @param cpuPercent of one CPU, since the round before, with one place after the point
     */
    record Job(JobAccount account, double cpuPercent) {}
}
