// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import java.util.List;
import java.util.Map;
import org.proctrack.mbeans.JobUsage;

/**
 * The loaded extension: one snapshot of its pinned state.
 *
 * @param build what was loaded
 * @param limits what it was started with
 * @param population what there is now
 * @param counters what there was since the load
 * @param closing a stop is under way, no registration is taken
 * @param calls any process may use the calls of {@code proctrack.h}
 * @param skipsHooks this kernel may skip a hook; others make up for it
 * @param loadedSinceMillis when it was loaded, in epoch milliseconds
 * @param ended what processes of jobs used that have ended since the load
 * @param history how many final records there are
 * @param lastEvent sequence number of the last event
 * @param debug the debug trace
 * @param refusals features that are off because the kernel refused them
 */
public record ExtensionStatus(
        Build build,
        Limits limits,
        Population population,
        Counters counters,
        boolean closing,
        boolean calls,
        boolean skipsHooks,
        long loadedSinceMillis,
        JobUsage ended,
        History history,
        long lastEvent,
        Debug debug,
        List<Refusal> refusals) {

    /**
     * What was loaded.
     *
     * @param file where the image came from; {@code bundled} for the jar's own
     * @param version version of the build
     * @param magic the build's magic number, 16 hex digits
     */
    public record Build(String file, String version, String magic) {}

    /**
     * What it was started with.
     *
     * @param capacity processes that have a record, the {@code -n} of start
     * @param jobCapacity jobs that can be alive at one time
     * @param pidLimit pids below this can be tracked
     * @param overflowKill newborns beyond the capacity are killed at birth
     * @param userShare records that the jobs of one user other than root may take
     */
    public record Limits(int capacity, int jobCapacity, int pidLimit, boolean overflowKill, int userShare) {}

    /**
     * What there is now.
     *
     * @param tracked processes, untabled ones included
     * @param trackedPeak most processes at one time
     * @param untabled processes that have no record
     * @param jobs jobs that have processes
     */
    public record Population(int tracked, int trackedPeak, int untabled, int jobs) {}

    /**
     * What there was since the load.
     *
     * @param counts all counters; one that is not there is 0
     */
    public record Counters(Map<Counter, Long> counts) {

        /** {@return one of them} */
        public long of(Counter counter) {
            return counts.getOrDefault(counter, 0L);
        }

        /** {@return everything that went amiss} */
        public long lostEvents() {
            return of(Counter.LOST_EXITS)
                    + of(Counter.SIGNAL_FAILURES)
                    + of(Counter.HOOK_LOSSES)
                    + of(Counter.EVENTS_LEFT_OUT);
        }

        /** {@return skipped hooks of processes of jobs that were made up for} */
        public long repairedHooks() {
            return of(Counter.BIRTHS_REPAIRED) + of(Counter.EXITS_REPAIRED);
        }
    }

    /**
     * The debug trace.
     *
     * @param on whether it is on
     * @param file that the trace goes to; empty when start was told of none
     */
    public record Debug(boolean on, String file) {}

    /**
     * What whoever starts the extension must hear of.
     *
     * <p>That is a refusal that takes away what was promised. Other features cost time only: each old kernel lacks some,
     * and to say so at each start would help nobody; status and doctor list them. Nor does anybody miss what the calls
     * could reach when there are no calls, by choice or because the kernel refused those too.
     */
    public List<Refusal> brokenPromises() {
        return refusals.stream()
                .filter(refusal -> refusal.feature().isPromised())
                .filter(refusal -> calls || refusal.feature() != Feature.CALL_TASKS)
                .toList();
    }

    /** {@return records in use in percent of the capacity, rounded up, 0 to 100: 100 is full, 0 is empty} */
    public int capacityUsedPercent() {
        long used = (long) population.tracked() - population.untabled();
        long records = Math.max(limits.capacity(), 1);
        return (int) Math.min(100, Math.max(0, (used * 100 + records - 1) / records));
    }

    /**
     * Final records of jobs.
     *
     * @param capacity most that are kept
     * @param count kept now
     * @param dropped that had to give way to later ones
     */
    public record History(int capacity, int count, long dropped) {}
}
