// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BootClockTest {

    private final AtomicLong boot = new AtomicLong(1_000_000_000_000_499_999L);
    private final AtomicLong nanos = new AtomicLong();
    private final BootClock clock = new BootClock(boot::get, nanos::get);

    @Test
    void oneTimeIsAlwaysTheSameNumber() {
        long first = clock.millis(5_000_500_000L);
        nanos.addAndGet(10_000_000);
        boot.addAndGet(3_000); // what two readings differ by
        assertThat(clock.millis(5_000_500_000L)).isEqualTo(first).isEqualTo(1_000_000_005_000L);
    }

    @Test
    void aClockThatWasSetIsSeen() {
        long first = clock.millis(5_000_000_000L);
        nanos.addAndGet(10_000_000);
        boot.addAndGet(3_600_000_000_000L);
        assertThat(clock.millis(5_000_000_000L)).isEqualTo(first + 3_600_000);
    }

    @Test
    void aListingReadsItOnce() {
        AtomicLong readings = new AtomicLong();
        BootClock counted = new BootClock(readings::incrementAndGet, nanos::get);
        for (int i = 1; i <= 1000; i++) {
            counted.millis(i);
        }
        assertThat(readings).hasValue(1);
        nanos.addAndGet(10_000_000);
        counted.millis(1);
        assertThat(readings).hasValue(2);
    }

    @Test
    void noTimeIsNone() {
        assertThat(clock.millis(0)).isZero();
    }
}
