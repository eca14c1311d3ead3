// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // a clock that turns over
    private final Pace pace = new Pace(25, nanos::get);

    private void pass(long time) {
        nanos.addAndGet(time);
    }

    @Test
    void whatWasSavedIsSpentFirst() {
        assertThat(pace.charge("ann", 0)).isZero();
        assertThat(pace.charge("ann", 2 * SECOND)).isZero();
        assertThat(pace.charge("ann", SECOND / 2)).isZero();
        assertThat(pace.charge("ann", SECOND)).isEqualTo(4 * SECOND);
        assertThat(pace.charge("ann", 0)).isEqualTo(4 * SECOND);
    }

    @Test
    void whoWaitsPays() {
        pace.charge("ann", 5 * SECOND / 2 + SECOND);
        pass(3 * SECOND);
        assertThat(pace.charge("ann", 0)).isEqualTo(SECOND);
        pass(SECOND);
        assertThat(pace.charge("ann", 0)).isZero();
        assertThat(pace.charge("ann", SECOND / 4)).isEqualTo(SECOND);
    }

    @Test
    void overTimeItIsThePercentageAndNoMore() {
        long taken = 0;
        long begin = nanos.get();
        while (nanos.get() - begin < 1000 * SECOND) {
            taken += SECOND / 50;
            pass(SECOND / 50); // the call itself
            pass(pace.charge("ann", SECOND / 50));
        }
        assertThat(taken).isBetween(250 * SECOND, 250 * SECOND + 3 * SECOND);
    }

    @Test
    void whoTakesLessNeverWaits() {
        for (int i = 0; i < 10_000; i++) {
            pass(SECOND);
            assertThat(pace.charge("ann", SECOND / 4)).isZero();
        }
    }

    @Test
    void nobodySavesForEver() {
        pace.charge("ann", 0);
        pass(3600 * SECOND);
        assertThat(pace.charge("ann", 5 * SECOND / 2)).isZero();
        assertThat(pace.charge("ann", SECOND / 4)).isEqualTo(SECOND);
    }

    @Test
    void nobodyWaitsForEver() {
        assertThat(pace.charge("ann", 3600 * SECOND)).isEqualTo(60 * SECOND);
        pass(60 * SECOND);
        assertThat(pace.charge("ann", 0)).isZero();
    }

    @Test
    void eachUserHasHisOwn() {
        pace.charge("ann", 3600 * SECOND);
        assertThat(pace.charge("bob", SECOND)).isZero();
    }

    /** All processors of a large machine: no bound. */
    @Test
    void theLargestSettingAndTheSmallest() {
        Pace loose = new Pace(10_000, nanos::get);
        assertThat(loose.charge("ann", 900 * SECOND)).isZero();
        Pace tight = new Pace(1, nanos::get);
        assertThat(tight.charge("ann", SECOND / 10 + SECOND / 100)).isEqualTo(SECOND);
    }
}
