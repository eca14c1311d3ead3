// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.proctrack.mbeans.ExtensionMXBean;
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

    /** Clients die all the time while two jobs fork; in the end the kernel knows exactly who is there. */
    @Test
    void clientsThatDieWhileJobsForkLoseNobody() throws IOException, InterruptedException {
        Pins pins = Pins.fresh();
        Cli cli = Cli.at(pins);
        try (AgentJvm agent = AgentJvm.service(pins, 2048);
                Workload stays = Workload.start("overflow", "-m", 100);
                Workload forks = Workload.start("forker", "-k", 30_000, "-p", 8)) {
            agent.jobs().register(42, stays.pid());
            agent.jobs().register(43, forks.pid());
            forks.open();
            stays.openAndAwaitReady();
            for (int millis = 60; millis < 400; millis += 40) {
                killAfter(cli, millis, "list");
                killAfter(cli, millis, "kill", 42, "-s", "WINCH");
                killAfter(cli, millis, "adopt", 43, forks.pid());
            }
            agent.kill();
            forks.awaitEnd();

            Set<Long> inProc = new TreeSet<>(ProcFs.descendants(stays.pid()));
            inProc.add(stays.pid());
            assertThat(recorded(pins)).isEqualTo(inProc);
            try (AgentJvm next = AgentJvm.service(pins, 2048)) {
                ExtensionMXBean extension = next.extension();
                assertThat(extension.getTracked()).isEqualTo(101);
                assertThat(extension.getForkCount() - extension.getExitCount()).isEqualTo(101);
                assertThat(extension.getForkCount()).isEqualTo(101 + 30_001);
                assertThat(extension.getLostEventCount()).isZero();
                assertThat(next.jobs().killJob(42, "KILL").survivors()).isZero();
            }
            stays.awaitEnd();
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

    private static void killAfter(Cli cli, int millis, Object... verb) throws IOException, InterruptedException {
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
