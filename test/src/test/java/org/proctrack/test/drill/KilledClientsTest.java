// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.ProcFs;
import org.proctrack.test.support.Workload;

/** All truth lives in the kernel: kill -9 of every client, at any moment, loses nothing. */
class KilledClientsTest {

    @Test
    void trackingGoesOnWithoutAnybodyInUserSpace() {
        Pins pins = Pins.fresh();
        Cli cli = Cli.at(pins);
        try (AgentJvm agent = AgentJvm.service(pins, 2048);
                Workload workload = Workload.start("overflow", "-m", 60)) {
            agent.jobs().register(42, workload.pid());
            agent.kill();
            workload.openAndAwaitReady();

            Set<Long> inProc = new TreeSet<>(ProcFs.descendants(workload.pid()));
            inProc.add(workload.pid());
            assertThat(recorded(pins)).isEqualTo(inProc);

            try (AgentJvm next = AgentJvm.service(pins, 2048)) {
                assertThat(next.job(42).getProcessCount()).isEqualTo(61);
                assertThat(next.jobs().killJob(42, "KILL").survivors()).isZero();
            }
            workload.awaitEnd();
        } finally {
            assertThat(cli.run("stop").exit()).isZero();
        }
    }

    /** A client may die between any two of its system calls; whoever comes next finds all or nothing. */
    @Test
    void aStartOrStopThatIsKilledLeavesNothingHalf() throws IOException, InterruptedException {
        Pins pins = Pins.fresh();
        Cli cli = Cli.at(pins);
        for (int millis = 150; millis <= 900; millis += 75) {
            killAfter(cli, millis, "start");
            killAfter(cli, millis, "stop");
        }
        assertThat(cli.run("status").exit()).isIn(0, 3);
        if (cli.run("status").exit() == 3) {
            assertThat(cli.run("start").exit()).isZero();
        }
        assertThat(cli.run("stop").exit()).isZero();
        assertThat(Pins.leftovers().stream()
                        .map(path -> path.getFileName().toString())
                        .filter(name ->
                                name.startsWith(pins.path().getFileName().toString())))
                .isEmpty();
    }

    private static void killAfter(Cli cli, int millis, String verb) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(cli.command(verb))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(cli.environment());
        Process process = builder.start();
        process.waitFor(millis, TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        process.waitFor();
    }

    private static Set<Long> recorded(Pins pins) {
        return pins.records().stream()
                .map(line -> Long.valueOf(line.split(" ", 3)[1]))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
