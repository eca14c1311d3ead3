// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.JobUsage;

/**
 * A live job and what it has used, its live processes included.
 *
 * @param info who and how many
 * @param usage what they used
 * @param generation which of the jobs with this id
 * @param processEvents each start and exit of a process is an event
 */
public record JobAccount(JobInfo info, JobUsage usage, long generation, boolean processEvents) {}
