// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Workload;

/** The figures after a great many forks, in jobs and beside them. */
class CountersTest {

    /** By each of four: together more than 32,768, a usual pid_max, so that pids come round. */
    private static final int FORKS_EACH = Integer.getInteger("proctrack.forks", 10_000);

    @Test
    @Tag("slow")
    void manyForksLeaveNothingUnaccountedFor() {
        Pins pins = Pins.fresh();
        List<Workload> forkers = new ArrayList<>();
        try (AgentJvm agent = AgentJvm.service(pins, 2048)) {
            for (int i = 0; i < 4; i++) {
                forkers.add(Workload.start("forker", "-k", FORKS_EACH, "-p", 8));
            }
            agent.jobs().register(1, forkers.get(0).pid());
            agent.jobs().register(2, forkers.get(1).pid());
            forkers.forEach(Workload::open);
            forkers.forEach(Workload::awaitEnd);

            ExtensionMXBean extension = agent.extension();
            assertThat(extension.getTracked()).isZero();
            assertThat(extension.getForkCount()).isEqualTo(2L * FORKS_EACH + 2);
            assertThat(extension.getExitCount()).isEqualTo(extension.getForkCount());
            assertThat(extension.getLostEventCount()).isZero();
            assertThat(extension.getUntabled()).isZero();
            assertThat(extension.getJobCount()).isZero();
        } finally {
            forkers.forEach(Workload::close);
            assertThat(Cli.at(pins).run("stop", "--force").exit()).isZero();
        }
    }
}
