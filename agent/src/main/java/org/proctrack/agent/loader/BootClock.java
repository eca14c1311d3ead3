// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Turns the kernel's ns since boot into epoch milliseconds. Two readings of the boot time differ by some microseconds;
 * the first one is kept until somebody sets the clock, so that one time always comes out as the same number.
 */
final class BootClock {

    private static final long CLOCK_WAS_SET_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final LongSupplier bootTime;
    private final AtomicLong kept = new AtomicLong();

    BootClock(LongSupplier bootTime) {
        this.bootTime = bootTime;
    }

    /** {@return epoch milliseconds; 0 for 0, a time that is not known} */
    long millis(long sinceBootNanos) {
        if (sinceBootNanos == 0) {
            return 0;
        }
        long now = bootTime.getAsLong();
        long boot = kept.updateAndGet(before -> Math.abs(now - before) > CLOCK_WAS_SET_NANOS ? now : before);
        return TimeUnit.NANOSECONDS.toMillis(boot + sinceBootNanos);
    }
}
