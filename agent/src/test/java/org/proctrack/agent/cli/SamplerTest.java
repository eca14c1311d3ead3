// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.FakeKernel;

/** Rates, by a clock that only the test moves. */
class SamplerTest {

    private static final long SECOND = 1_000_000_000;

    private final FakeKernel kernel = FakeKernel.loaded().member(42, 100, "a").member(7, 200, "b");
    private long now = 5 * SECOND;
    private final Sampler sampler = new Sampler(kernel, () -> now, 4);

    private List<String> after(long seconds) {
        now += seconds * SECOND;
        return sampler.next().jobs().stream()
                .map(job -> job.account().info().id() + " " + job.cpuPercent())
                .toList();
    }

    @Test
    void percentIsWhatWasUsedSinceTheRoundBefore() {
        kernel.used(42, Usages.of(100 * SECOND)).used(7, Usages.of(0));
        assertThat(after(0)).containsExactly("7 0.0", "42 0.0");
        kernel.used(42, Usages.of(103 * SECOND)).used(7, Usages.of(SECOND / 2));
        assertThat(after(2)).containsExactly("42 150.0", "7 25.0");
        assertThat(after(2)).containsExactly("7 0.0", "42 0.0");
    }

    @Test
    void anIdThatIsUsedAgainStartsAfresh() {
        kernel.used(42, Usages.of(100 * SECOND));
        after(0);
        kernel.usedAgain(42).used(42, Usages.of(101 * SECOND));
        assertThat(after(100)).as("all of its own, none of the other's").containsExactly("42 101.0", "7 0.0");
    }

    @Test
    void aJobOfARestartedExtensionMayHaveUsedLess() {
        kernel.used(42, Usages.of(100 * SECOND));
        after(0);
        kernel.used(42, Usages.of(SECOND));
        assertThat(after(2)).containsExactly("42 50.0", "7 0.0");
    }

    @Test
    void whatAnAdoptedProcessUsedBeforeIsNotMoreThanAllCpus() {
        after(0);
        kernel.member(1, 300, "adopted").used(1, Usages.of(3_600 * SECOND));
        assertThat(after(2)).containsExactly("1 400.0", "7 0.0", "42 0.0");
        kernel.used(1, Usages.of(3_601 * SECOND));
        assertThat(after(2)).containsExactly("1 50.0", "7 0.0", "42 0.0");
    }

    @Test
    void theIntervalIsThatBetweenTwoRounds() {
        assertThat(sampler.next().intervalMillis()).isZero();
        now += SECOND;
        assertThat(sampler.next().intervalMillis()).isEqualTo(1_000);
        assertThat(sampler.next().intervalMillis()).isZero();
    }
}
