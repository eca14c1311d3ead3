// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.FakeKernel;

class SweepRuleTest {

    private static final long BEGIN = Long.MAX_VALUE - 5; // the clock has no zero, and may overflow

    private final FakeKernel kernel = FakeKernel.loaded().member(42, 100, "sh");
    private final SweepRule rule = new SweepRule();

    @Test
    void neverWhereNothingWasSkipped() {
        assertThat(isDueAt(0)).isFalse();
        assertThat(isDueAt(30)).isFalse();
    }

    @Test
    void forAMinuteAfterSomethingWas() {
        assertThat(isDueAt(0)).isFalse();
        kernel.skippingHooks(1, 0);
        assertThat(isDueAt(1)).isTrue();
        assertThat(isDueAt(60)).isTrue();
        assertThat(isDueAt(61)).isFalse();
        kernel.skippingHooks(1, 1);
        assertThat(isDueAt(100)).isTrue();
        assertThat(isDueAt(159)).isTrue();
        assertThat(isDueAt(160)).isFalse();
    }

    @Test
    void whatWasSkippedBeforeTheFirstLookCounts() {
        kernel.skippingHooks(9, 0);
        assertThat(isDueAt(0)).isTrue();
    }

    @Test
    void neverWhereNobodyIsAMember() {
        kernel.skippingHooks(9, 0).signal(42, 9);
        assertThat(isDueAt(0)).isFalse();
        kernel.member(43, 101, "sh");
        assertThat(isDueAt(1)).isTrue();
    }

    private boolean isDueAt(long seconds) {
        return rule.isDue(kernel.status().orElseThrow(), BEGIN + TimeUnit.SECONDS.toNanos(seconds));
    }
}
