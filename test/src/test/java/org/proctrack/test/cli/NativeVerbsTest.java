// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Tier;

/** The script's verbs without a JVM answer what the jar answers, byte for byte. */
class NativeVerbsTest {

    private static final String SCRIPT = Repository.file("scripts/proctrack").toString();
    private static final Path FREEZER = Path.of("/sys/fs/cgroup/freezer");

    private static Pins pins;
    private static Cli cli;
    private static Bystander member;

    @BeforeAll
    static void start() {
        pins = Pins.fresh();
        cli = Cli.at(pins);
        member = Bystander.start();
        assertThat(cli.run("start").exit()).isZero();
        assertThat(cli.run("register", 42, member.pid()).exit()).isZero();
    }

    @AfterAll
    static void stop() {
        member.close();
        assertThat(cli.run("stop", "--force").exit()).isZero();
    }

    /** By the script, with a Java that cannot be found: the jar would not answer. */
    private static Run script(Object... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "JAVA_HOME=/no/such/java", SCRIPT));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return Run.of(command, cli.environment(), Path.of("."));
    }

    private static void same(Run run, Run expected) {
        assertThat(untimed(run.out())).as(run.toString()).isEqualTo(untimed(expected.out()));
        assertThat(run.err()).isEqualTo(expected.err());
        assertThat(run.exit()).isEqualTo(expected.exit());
    }

    private static String untimed(String out) {
        return out.replaceAll("waited [0-9]+ ms", "waited a while");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kill",
                "kill 42 43",
                "kill abc",
                "kill -1",
                "kill 4294967296",
                "kill 99",
                "kill 99 --grace 1s",
                "kill 99 --dry-run",
                "kill 42 -s NOPE",
                "kill 42 -s",
                "kill 42 -s --grace 5s",
                "kill 42 -s 0",
                "kill 42 -s +0",
                "kill 42 -s 65",
                "kill 42 -s 99999999999999999999",
                "kill 42 -s RTMIN+31",
                "kill 42 -s rtmin+",
                "kill 42 -s -x",
                "kill 42 -sCONT",
                "kill 42 -s=sigcont",
                "kill -signal 18 42",
                "kill 42 --signal=WINCH",
                "kill 42 --signalCONT",
                "kill 42 -s WINCH --grace 5s",
                "kill 42 --grace",
                "kill 42 --grace 5",
                "kill 42 -grace0ms",
                "kill 42 --grace 99999999999999999999s",
                "kill 42 -s CONT --signal CONT",
                "kill 42 --grace=5x --grace=6",
                "kill 42 --nope",
                "kill 42 --dry-run=1",
                "kill 42 --dry-run",
                "kill -- 42 -s TERM --dry-run",
                "kill -- -x",
                "kill -s CONT -- 42",
                "find",
                "find x",
                "find -5",
                "find 2147483648",
                "find 1",
                "find 1 2",
                "wait",
                "wait 99",
                "wait 42 --timeout 0s",
                "wait 42 -timeout=1500ms",
                "wait 42 --timeout 5",
                "wait 42 --timeout",
                "list",
                "list 42",
                "list 43",
                "list 0",
                "list 1 2",
                "list --all"
            })
    void aLineIsAnsweredAsByTheJar(String line) {
        Object[] arguments = line.split(" ");
        same(script(arguments), cli.run(arguments));
    }

    @Test
    void whatIsNotKnownIsTheJars() {
        for (String line : List.of("list --json", "kill 42 --dry-run --json", "find 1 --help", "wait -h")) {
            Object[] arguments = line.split(" ");
            Run run = script(arguments);
            assertThat(run.err()).as(run.toString()).startsWith("proctrack: no /no/such/java/bin/java");
        }
    }

    @Test
    void findAnswersAMembersJob() {
        same(script("find", member.pid()), cli.run("find", member.pid()));
        assertThat(script("find", member.pid()).out()).isEqualTo("42\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-s TERM", "--grace 1m", "-s KILL"})
    void theVerdictIsTheJars(String how) throws IOException {
        Object[] arguments = ("kill 7 " + how).strip().split(" ");
        List<Run> runs = new ArrayList<>();
        for (boolean jar : new boolean[] {true, false}) {
            Process sleep = new ProcessBuilder("sleep", "60").start();
            assertThat(cli.run("register", 7, sleep.pid()).exit()).isZero();
            runs.add(jar ? cli.run(arguments) : script(arguments));
            assertThat(cli.run("wait", 7, "--timeout", "1m").exit()).isZero();
        }
        same(runs.get(1), runs.get(0));
        assertThat(member.lives()).isTrue();
    }

    /** The bystander takes no SIGTERM. */
    @Test
    void aGraceThatIsOverEndsInSigkillAsByTheJar() {
        List<Run> runs = new ArrayList<>();
        for (boolean jar : new boolean[] {true, false}) {
            try (Bystander bystander = Bystander.start()) {
                assertThat(cli.run("register", 7, bystander.pid()).exit()).isZero();
                Object[] arguments = {"kill", 7, "--grace", "100ms"};
                runs.add(jar ? cli.run(arguments) : script(arguments));
            }
        }
        same(runs.get(1), runs.get(0));
        assertThat(runs.get(1).out()).startsWith("job 7: SIGKILL to 1 process, 0 survivors");
    }

    /** A frozen process takes no signal: it survives the wait. */
    @Test
    void survivorsAreNamedAsByTheJar() throws IOException {
        if (!Files.exists(FREEZER.resolve("cgroup.procs"))) {
            Tier.skip("no freezer of cgroup v1, whose processes take no signal");
        }
        Path frozen = Files.createDirectory(
                FREEZER.resolve("pt-test-" + ProcessHandle.current().pid()));
        try (Bystander bystander = Bystander.start()) {
            Files.writeString(frozen.resolve("cgroup.procs"), Long.toString(bystander.pid()));
            assertThat(cli.run("register", 8, bystander.pid()).exit()).isZero();
            Files.writeString(frozen.resolve("freezer.state"), "FROZEN");
            try {
                Run run = script("kill", 8, "--grace", "1ms");
                assertThat(run.exit()).isEqualTo(5);
                assertThat(run.out())
                        .contains("1 survivor, waited 10")
                        .contains("  pid " + bystander.pid() + "  state ");
                same(run, cli.run("kill", 8, "--grace", "1ms"));
            } finally {
                Files.writeString(frozen.resolve("freezer.state"), "THAWED");
            }
            assertThat(cli.run("wait", 8, "--timeout", "1m").exit()).isZero();
        } finally {
            Files.delete(frozen);
        }
    }

    @Test
    void theReaderMayGoAway() {
        Run run = Run.of(
                List.of("bash", "-c", "set -o pipefail; " + SCRIPT + " list | true"), cli.environment(), Path.of("."));
        assertThat(run.exit()).as(run.toString()).isZero();
        Run full = Run.of(List.of("sh", "-c", SCRIPT + " list > /dev/full"), cli.environment(), Path.of("."));
        assertThat(full.err()).isEqualTo("proctrack: cannot write the output\n");
        assertThat(full.exit()).isEqualTo(1);
    }
}
