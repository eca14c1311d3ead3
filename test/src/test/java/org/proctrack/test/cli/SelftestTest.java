// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.test.support.BusyMachine;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.ProcFs;
import org.proctrack.test.support.Run;

/** The drill that an administrator runs on a node in use: it passes, it can fail, and it leaves nothing. */
class SelftestTest {

    private static final List<String> CORE = List.of("daemon", "orphan", "chain", "bomb");
    private static final List<String> OTHERS = List.of(
            "environment",
            "name",
            "nohup",
            "sessions",
            "vfork",
            "clone-parent",
            "thread-exec",
            "leader-exit",
            "stopped",
            "setuid",
            "namespace",
            "cgroup");

    /** One extension for all but those that change it. */
    private static final Pins shared = Pins.fresh();

    private Pins pins = shared;
    private Cli cli = Cli.at(pins);
    private Set<String> before;

    @BeforeAll
    static void start() {
        assertThat(Cli.at(shared).run("start", "-n", 2048).exit()).isZero();
    }

    @AfterAll
    static void stop() {
        assertThat(Cli.at(shared).run("stop", "--force").exit()).isZero();
    }

    @BeforeEach
    void look() {
        before = traces();
    }

    @AfterEach
    void stopOwn() {
        if (pins != shared && pins.exists()) {
            assertThat(cli.run("stop", "--force").exit()).isZero();
        }
    }

    private void own() {
        pins = Pins.fresh();
        cli = Cli.at(pins);
    }

    @Test
    void everyTrickDiesAndNobodyElse() {
        try (Bystander member = Bystander.start()) {
            assertThat(cli.run("register", 42, member.pid()).exit()).isZero();

            Run run = cli.run("selftest");

            assertThat(run.exit()).as(run.toString()).isZero();
            assertThat(run.err()).isEmpty();
            List<String> lines = run.out().lines().toList();
            assertThat(lines).hasSize(CORE.size() + OTHERS.size() + 1);
            assertThat(CORE).allSatisfy(trick -> assertThat(run.out()).containsPattern("(?m)^ok +" + trick + " "));
            assertThat(OTHERS)
                    .allSatisfy(trick -> assertThat(run.out()).containsPattern("(?m)^(ok|skip) +" + trick + " +.{5}"));
            assertThat(lines.get(0)).matches("ok +daemon +3 processes, killed within \\d+ ms");
            assertThat(lines.get(lines.size() - 1)).contains("16 tricks: ").endsWith(", 0 failed");
            assertThat(member.lives()).isTrue();
            assertThat(pins.records()).hasSize(1).allMatch(line -> line.startsWith("42 " + member.pid() + " "));
            assertThat(traces()).isEqualTo(before);
        }
        assertThat(cli.run("status", "--json").out()).contains("\"lostEventCount\":0");
    }

    /** With what the kernels before 6.7 lack switched off: signals go out from user space. */
    @Test
    void everyTrickDiesInTheOlderWays() {
        own();
        Map<String, String> older = new HashMap<>(cli.environment());
        older.put("PROCTRACK_WITHOUT", "all");
        assertThat(Run.of(cli.command("start"), older, Path.of(".")).exit()).isZero();

        Run run = cli.run("selftest");

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(traces()).isEqualTo(before);
    }

    @Test
    void answersInJson() {
        Run run = cli.run("selftest", "--json");

        assertThat(run.exit()).as(run.toString()).isZero();
        Set<String> tricks = new TreeSet<>();
        for (JsonElement element : JsonParser.parseString(run.out()).getAsJsonArray()) {
            JsonObject result = element.getAsJsonObject();
            tricks.add(result.get("trick").getAsString());
            assertThat(result.get("verdict").getAsString()).isIn("DIED", "NOT_TRIED");
            assertThat(result.get("survivors").getAsInt()).isZero();
        }
        assertThat(tricks).containsAll(CORE).containsAll(OTHERS);
    }

    /** With the exit hook pinned in its place the fork hook is gone, and only the first process is tracked. */
    @Test
    void anExtensionWithoutItsForkHookFails() {
        own();
        assertThat(cli.run("start", "-n", 2048).exit()).isZero();
        Path fork = pins.path().resolve("proctrack_fork");
        assertThat(Run.of("ln", pins.path() + "/proctrack_exit", fork + "2").exit())
                .isZero();
        assertThat(Run.of("mv", "-f", fork + "2", fork.toString()).exit()).isZero();
        assertThat(cli.run("status").exit()).isZero();

        Run run = cli.run("selftest");

        assertThat(run.exit()).as(run.toString()).isEqualTo(5);
        assertThat(run.out())
                .containsPattern("(?m)^FAILED +daemon +not in the job: pid \\d+, \\d+, \\d+; 3 survived the kill$")
                .containsPattern("(?m)^FAILED +orphan +not in the job: pid \\d+; 1 survived the kill$")
                .containsPattern("(?m)^FAILED +chain +none of its processes is in the job; \\d+ survived the kill$")
                .containsPattern("(?m)^FAILED +bomb .*\\d+ survived the kill$")
                .containsPattern("(?m)^16 tricks: 0 died, \\d+ not tried, \\d+ failed$");
        assertThat(traces()).isEqualTo(before);
    }

    /** Broken off in the middle, by Ctrl-C or by the worst. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "KILL"})
    void whoIsBrokenOffLeavesNothing(String signal) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(cli.hearingCtrlC().command("selftest")).redirectErrorStream(true);
        builder.environment().putAll(cli.environment());
        Process process = builder.start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith("ok");
            Run.of("kill", "-" + signal, Long.toString(process.pid()));
            assertThat(process.waitFor(BusyMachine.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).isGreaterThan(128);
        } finally {
            process.destroyForcibly();
        }
        // The next JVM sweeps the files of one that was killed
        await().until(() -> cli.run("selftest").exit() == 0 && traces().equals(before));
        assertThat(pins.records()).isEmpty();
    }

    /** What there is of a drill: processes that run its program, that program's files, and cgroups. */
    private static Set<String> traces() {
        Set<String> traces = new TreeSet<>();
        for (long pid : ProcFs.pids()) {
            if (program(pid).contains("proctrack-tricks")) {
                traces.add(pid + " " + program(pid));
            }
        }
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(Path.of("/run"), "proctrack-*")) {
            for (Path directory : directories) {
                if (Files.exists(directory.resolve("proctrack-tricks"))) {
                    traces.add(directory.toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        traces.addAll(Run.of("find", "/sys/fs/cgroup", "-name", "proctrack-selftest-*")
                .out()
                .lines()
                .toList());
        return traces;
    }

    /** Empty for a thread of the kernel, and for who is gone or only waiting to be reaped. */
    private static String program(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "exe"))
                    .toString();
        } catch (IOException e) {
            return "";
        }
    }
}
