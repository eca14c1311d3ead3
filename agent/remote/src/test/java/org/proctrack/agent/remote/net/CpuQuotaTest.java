// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CpuQuotaTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // a clock that turns over
    private final CpuQuota quota = new CpuQuota(25, nanos::get);

    private void pass(long time) {
        nanos.addAndGet(time);
    }

    @Test
    void whatWasSavedIsSpentFirst() {
        assertThat(quota.charge("ann", 0)).isZero();
        assertThat(quota.charge("ann", 2 * SECOND)).isZero();
        assertThat(quota.charge("ann", SECOND / 2)).isZero();
        assertThat(quota.charge("ann", SECOND)).isEqualTo(4 * SECOND);
        assertThat(quota.charge("ann", 0)).isEqualTo(4 * SECOND);
    }

    @Test
    void whoWaitsPays() {
        quota.charge("ann", 5 * SECOND / 2 + SECOND);
        pass(3 * SECOND);
        assertThat(quota.charge("ann", 0)).isEqualTo(SECOND);
        pass(SECOND);
        assertThat(quota.charge("ann", 0)).isZero();
        assertThat(quota.charge("ann", SECOND / 4)).isEqualTo(SECOND);
    }

    @Test
    void overTimeItIsThePercentageAndNoMore() {
        long taken = 0;
        long begin = nanos.get();
        while (nanos.get() - begin < 1000 * SECOND) {
            taken += SECOND / 50;
            pass(SECOND / 50); // the call itself
            pass(quota.charge("ann", SECOND / 50));
        }
        assertThat(taken).isBetween(250 * SECOND, 250 * SECOND + 3 * SECOND);
    }

    @Test
    void whoTakesLessNeverWaits() {
        for (int i = 0; i < 10_000; i++) {
            pass(SECOND);
            assertThat(quota.charge("ann", SECOND / 4)).isZero();
        }
    }

    @Test
    void nobodySavesForEver() {
        quota.charge("ann", 0);
        pass(3600 * SECOND);
        assertThat(quota.charge("ann", 5 * SECOND / 2)).isZero();
        assertThat(quota.charge("ann", SECOND / 4)).isEqualTo(SECOND);
    }

    @Test
    void nobodyWaitsForEver() {
        assertThat(quota.charge("ann", 3600 * SECOND)).isEqualTo(60 * SECOND);
        pass(60 * SECOND);
        assertThat(quota.charge("ann", 0)).isZero();
    }

    @Test
    void eachUserHasHisOwn() {
        quota.charge("ann", 3600 * SECOND);
        assertThat(quota.charge("bob", SECOND)).isZero();
    }

    /** All processors of a large machine: no bound. */
    @Test
    void theLargestSettingAndTheSmallest() {
        CpuQuota loose = new CpuQuota(10_000, nanos::get);
        assertThat(loose.charge("ann", 900 * SECOND)).isZero();
        CpuQuota tight = new CpuQuota(1, nanos::get);
        assertThat(tight.charge("ann", SECOND / 10 + SECOND / 100)).isEqualTo(SECOND);
    }
}
