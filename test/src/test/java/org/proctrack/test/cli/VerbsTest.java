// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Machine;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.ProcFs;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Workload;

/** The verbs on real processes, as an administrator uses them. */
class VerbsTest {

    /** One extension for all but those that stop it; each test leaves it without jobs. */
    private static final Pins shared = Pins.fresh();

    private Pins pins = shared;
    private Cli cli = Cli.at(pins);

    @BeforeAll
    static void start() {
        start(Cli.at(shared));
    }

    @AfterAll
    static void stop() {
        assertThat(Cli.at(shared).run("stop", "--force").exit()).isZero();
        assertThat(shared.exists()).isFalse();
    }

    @AfterEach
    void stopOwn() {
        if (pins != shared && pins.exists()) {
            assertThat(cli.run("stop", "--force").exit()).isZero();
        }
        assertThat(shared.records()).isEmpty();
    }

    private static void start(Cli cli) {
        assertThat(cli.run("start", "-f", Repository.extension(), "-n", 2048).exit())
                .isZero();
    }

    private void startOwn() {
        pins = Pins.fresh();
        cli = Cli.at(pins);
        start(cli);
    }

    @Test
    void startAndStopAreSeenByTheKernelsOwnTool() {
        Set<Integer> before = Machine.programs("proctrack");
        startOwn();
        Set<Integer> ours = new TreeSet<>(Machine.programs("proctrack"));
        ours.removeAll(before);
        assertThat(ours).hasSizeGreaterThanOrEqualTo(4);

        Run stop = cli.run("stop", "-f", Repository.extension());

        assertThat(stop.exit()).as(stop.toString()).isZero();
        assertThat(Machine.programs("proctrack")).doesNotContainAnyElementsOf(ours);
    }

    @Test
    void aShellThatStartsDaemonsIsListedAndKilledWhole() {
        try (Workload shell = Workload.start("daemonize");
                Bystander bystander = Bystander.start()) {
            assertThat(cli.run("register", 42, shell.pid()).exit()).isZero();
            shell.openAndAwaitReady();
            long daemon = shell.members().get(0);

            assertThat(cli.run("find", daemon).out().trim()).isEqualTo("42");
            Run list = cli.run("list", 42);
            assertThat(list.out()).contains(Long.toString(daemon));
            assertThat(cli.run("list").out()).isEqualTo(list.out());
            assertThat(cli.run("list", 42, "--json").out()).contains("\"pid\":" + daemon);
            assertThat(cli.run("status").out()).contains("RUNNING").contains("2048");
            assertThat(cli.run("kill", 42, "--dry-run").out()).contains(Long.toString(daemon));
            assertThat(ProcFs.lives(daemon)).isTrue();

            Run kill = cli.run("kill", 42);

            assertThat(kill.exit()).as(kill.toString()).isZero();
            assertThat(kill.out()).contains("0 survivors");
            assertThat(ProcFs.lives(daemon)).isFalse();
            assertThat(bystander.lives()).isTrue();
            assertThat(cli.run("wait", 42).exit()).isZero();
            assertThat(cli.run("unregister", 42).exit()).isZero();
            assertThat(cli.run("list", 42).exit()).isEqualTo(4);
        }
    }

    @Test
    void adoptTakesTheTreeThatExists() {
        try (Workload tree = Workload.start("overflow", "-m", 20)) {
            tree.openAndAwaitReady();
            Run adopt = cli.run("adopt", 7, tree.pid());

            assertThat(adopt.exit()).as(adopt.toString()).isZero();
            assertThat(adopt.out()).contains("21");
            List<String> listed = pins.records();
            assertThat(tree.members())
                    .allMatch(member -> listed.stream().anyMatch(line -> line.startsWith("7 " + member + " ")));
            assertThat(cli.run("kill", 7, "--grace", "200ms").exit()).isZero();
            tree.awaitEnd();
        }
    }

    /** CMD keeps the pid, the terminal and the exit code, and its job follows it. */
    @Test
    void runBecomesTheCommandInsideTheJob() {
        Run run = cli.run("run", "-j", 9, "--", "sh", "-c", "echo $$; exit 7");
        assertThat(run.exit()).as(run.toString()).isEqualTo(7);

        Run child =
                cli.run("run", "-j", 9, "--", "sh", "-c", "cut -d' ' -f1,2 " + pins.path() + "/records; echo me $$");
        String me = child.out()
                .lines()
                .filter(line -> line.startsWith("me "))
                .findFirst()
                .orElseThrow();
        assertThat(child.out()).contains("9 " + me.substring(3));
        assertThat(cli.run("run", "-j", 9, "--", "/no/such/command").exit()).isEqualTo(127);
        assertThat(cli.run("list").out()).doesNotContain(" 9 ");
    }

    @Test
    void waitEndsWhenTheLastProcessDoes() {
        Run run = Run.of(
                List.of(
                        "sh",
                        "-c",
                        String.join(" ", cli.command("run", "-j", 5, "--", "sh", "-c", "'sleep 2 & sleep 0'"))
                                + " & sleep 1; " + String.join(" ", cli.command("wait", 5, "--timeout", "20s"))),
                cli.environment(),
                java.nio.file.Path.of("."));

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(cli.run("list", 5).exit()).isEqualTo(4);
    }

    @Test
    void aStopIsRefusedWhileJobsLiveAndForcedOnDemand() {
        startOwn();
        try (Bystander bystander = Bystander.start()) {
            assertThat(cli.run("register", 3, bystander.pid()).exit()).isZero();
            Run refused = cli.run("stop");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("--force");
            assertThat(cli.run("find", bystander.pid()).exit()).isZero();

            assertThat(cli.run("stop", "--force").exit()).isZero();
            assertThat(pins.exists()).isFalse();
            assertThat(bystander.lives()).isTrue();
        }
    }

    @Test
    void doctorVersionAndHelpAnswer() {
        Run doctor = cli.run("doctor");
        assertThat(doctor.exit()).as(doctor.toString()).isZero();
        assertThat(doctor.out()).contains("bpf_send_signal_task").contains("bpffs");
        assertThat(cli.run("version").out()).contains("0.2.0");
        assertThat(cli.run("help").out()).contains("adopt").contains("doctor");
        assertThat(cli.run("dump", "--json").out()).startsWith("{");
    }
}
