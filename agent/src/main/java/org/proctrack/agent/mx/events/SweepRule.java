// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.proctrack.agent.kernel.Counter;
import org.proctrack.agent.kernel.ExtensionStatus;

/**
 * When to let the kernel sweep. Where it skips hooks, a member that has ended may stay until somebody meets it, and its
 * job with it. Where it skips none, nothing is ever due.
 */
final class SweepRule {

    /** The count tells of a skipped hook and not of its process, which may be met as a dead member only later. */
    private static final long GOES_ON_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final Duration OFTEN = Duration.ofSeconds(2);
    private static final Duration SOMETIMES = Duration.ofSeconds(30);
    private static final Duration SELDOM = Duration.ofMinutes(5);

    private long skipped;
    private boolean grew;
    private long grewAt;

    /**
     * Whether a sweep is due.
     *
     * @param status of now; hooks that were skipped before the first look count too
     * @param nanoTime of now
     */
    boolean isDue(ExtensionStatus status, long nanoTime) {
        if (status.counters().of(Counter.HOOK_MISSES) > skipped) {
            grew = true;
            grewAt = nanoTime;
        }
        skipped = status.counters().of(Counter.HOOK_MISSES);
        return grew && nanoTime - grewAt < GOES_ON_NANOS && status.population().tracked() > 0;
    }

    /** When to look again without any news: where the kernel has skipped a hook, it will skip more. */
    Duration nextLook(ExtensionStatus status) {
        if (skipped > 0) {
            return OFTEN;
        }
        return status.skipsHooks() ? SOMETIMES : SELDOM;
    }
}
