// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import java.util.List;
import java.util.Optional;
import org.proctrack.mbeans.ProcessInfo;

/**
 * A part of the processes of a job.
 *
 * @param processes in the order in which they entered the job
 * @param next where the next part begins; empty when there is none
 */
public record Listing(List<ProcessInfo> processes, Optional<Place> next) {

    /** Most processes that the kernel hands out at a time. */
    public static final int STEP = 64;

    /** What there is to say of a job that has ended. */
    public static final Listing NOTHING = new Listing(List.of(), Optional.empty());
}
