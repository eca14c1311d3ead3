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

    /** A reading is a call into C, and a listing has thousands of times. */
    private static final long READ_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private record Reading(long bootTime, long nanoTime) {}

    private final LongSupplier bootTime;
    private final LongSupplier nanoTime;
    private final AtomicLong kept = new AtomicLong();
    private volatile Reading last;

    /**
     * A clock that has not been read.
     *
     * @param bootTime when this machine booted, in ns since 1970
     * @param nanoTime says how old a reading is
     */
    BootClock(LongSupplier bootTime, LongSupplier nanoTime) {
        this.bootTime = bootTime;
        this.nanoTime = nanoTime;
    }

    /** {@return epoch milliseconds; 0 for 0, a time that is not known} */
    long millis(long sinceBootNanos) {
        if (sinceBootNanos == 0) {
            return 0;
        }
        long now = bootTime();
        long boot = kept.updateAndGet(before -> Math.abs(now - before) > CLOCK_WAS_SET_NANOS ? now : before);
        return TimeUnit.NANOSECONDS.toMillis(boot + sinceBootNanos);
    }

    private long bootTime() {
        long now = nanoTime.getAsLong();
        Reading reading = last;
        if (reading == null || now - reading.nanoTime() >= READ_AGAIN_NANOS) {
            reading = new Reading(bootTime.getAsLong(), now);
            last = reading;
        }
        return reading.bootTime();
    }
}
