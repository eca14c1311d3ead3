// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.proctrack.test.support.BusyMachine;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Pty;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** A busy job and an idle one, seen by top on real terminals and without; and how far a wait is. */
class TopTest {

    private static final String ESCAPE = "\u001b";
    private static final String SHOW_CURSOR = ESCAPE + "[?25h";

    /** Runs top, and waits until the terminal's settings are those of before; which they are not meanwhile. */
    private static final String SHELL = """
            before=$(stty -g)
            trap : INT
            (
                until [ "$before" != "$(stty -g)" ]; do sleep 0.1; done
                echo raw
            ) &
            sh -c 'echo $$ >"$0"; exec "$@"' "$0" "$@"
            echo "exit $?"
            until [ "$before" = "$(stty -g)" ]; do sleep 0.1; done
            echo as before
            wait
            """;

    @TempDir
    private Path folder;

    private static final Pins pins = Pins.fresh();
    private static final Cli cli = Cli.at(pins);
    private static final List<Process> jobs = new ArrayList<>();

    private final List<Process> started = new ArrayList<>();

    /** One extension and its two jobs for all; each test only looks. */
    @BeforeAll
    static void load() throws IOException {
        assertThat(cli.run("start", "-f", Repository.extension()).exit()).isZero();
        job(7, "sh", "-c", "while :; do :; done");
        job(9, "sleep", "120");
    }

    /** Its dead-man is timeout(1). */
    private static void job(long job, String... command) throws IOException {
        List<Object> words = new ArrayList<>(List.of("run", "-j", job, "--", "timeout", "120"));
        words.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(cli.command(words.toArray()))
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(cli.environment());
        jobs.add(builder.start());
        await().until(() -> cli.run("list", job).out().contains("  " + command[0] + "\n"));
    }

    private Process start(List<String> command, Map<String, String> environment) throws IOException {
        return start(command, environment, ProcessBuilder.Redirect.from(new File("/dev/null")));
    }

    private Process start(List<String> command, Map<String, String> environment, ProcessBuilder.Redirect in)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(in)
                .redirectOutput(folder.resolve("out" + started.size()).toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private String saidByTheLast() throws IOException {
        return Files.readString(folder.resolve("out" + (started.size() - 1)), StandardCharsets.UTF_8);
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @AfterAll
    static void unload() {
        cli.run("kill", 7);
        cli.run("kill", 9);
        assertThat(cli.run("stop", "--force").exit()).isZero();
        jobs.forEach(Process::destroyForcibly);
        assertThat(pins.exists()).isFalse();
    }

    @Test
    void theBusyJobIsTheFirst() {
        Run top = cli.run("top", "-n", 2, "-d", "0.5");
        assertThat(top.exit()).as(top.toString()).isZero();
        assertThat(top.out()).doesNotContain(ESCAPE);
        String[] rounds = top.out().split("\n\n", -1);
        assertThat(rounds).hasSize(2);
        List<String> lines = rounds[1].lines().toList();
        assertThat(lines.get(0)).contains("tracked 4/2048 (1%)  jobs 2  untabled 0  lost events 0");
        assertThat(lines.get(2)).matches("  7  root +2 +[0-9]+[.][0-9] .*");
        assertThat(lines.get(3)).matches("  9  root +2 +0[.]0 .*");
    }

    @Test
    void inJsonTheCpuTimeGrowsFromRoundToRound() {
        Run top = cli.run("top", "-n", 2, "-d", "0.5", "--json");
        assertThat(top.exit()).as(top.toString()).isZero();
        List<String> rounds = top.out().lines().toList();
        assertThat(rounds).hasSize(2);
        Pattern first = Pattern.compile(
                "\"jobs\":\\[\\{\"id\":7,.*?\"cpuPercent\":([0-9.]+),\"usage\":\\{\"cpuNanos\":([0-9]+),");
        long before = 0;
        for (String round : rounds) {
            Matcher job = first.matcher(round);
            assertThat(job.find()).as(round).isTrue();
            assertThat(Double.parseDouble(job.group(1))).isPositive();
            assertThat(Long.parseLong(job.group(2))).isGreaterThan(before);
            before = Long.parseLong(job.group(2));
        }
    }

    @Test
    void aSmallTerminalIsFilledAndLeftAsItWas() {
        Run top = Run.of(
                Pty.command(10, 40, cli.command("top", "-n", 2, "-d", "0.2")),
                Pty.environment(cli.environment()),
                Path.of("."));
        assertThat(top.exit()).as(top.toString()).isZero();
        assertThat(top.out()).contains(ESCAPE + "[2J").contains(ESCAPE + "[?25l");
        assertThat(top.out().stripTrailing()).endsWith(SHOW_CURSOR);
        String[] pages = top.out().split(Pattern.quote(ESCAPE + "[H"), -1);
        assertThat(pages).hasSize(3);
        List<String> lines = pages[2].replaceAll(ESCAPE + "\\[[?0-9]*[A-Za-z]|\r", "")
                .lines()
                .map(String::stripTrailing)
                .toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(10).allMatch(line -> line.length() <= 40);
        assertThat(lines).contains("JOB  PROCS    CPU%     TIME     MEM");
        assertThat(String.join("\n", lines)).containsPattern("(?m)^  7 +2 ");
    }

    @Test
    void whoeverInterruptsItGetsTheCursorBack() throws Exception {
        Path pid = folder.resolve("pid");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "echo $$ >\"$0\"; exec \"$@\"", pid.toString()));
        command.addAll(cli.hearingCtrlC().command("top", "-d", "0.2"));
        Process terminal = start(Pty.command(24, 80, command), Pty.environment(cli.environment()));
        await().until(() -> saidByTheLast().contains("LABEL"));
        assertThat(saidByTheLast()).doesNotContain(SHOW_CURSOR);

        Run.of("kill", "-INT", Files.readString(pid).strip());

        assertThat(terminal.waitFor(BusyMachine.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(saidByTheLast().stripTrailing()).endsWith(SHOW_CURSOR);
        assertThat(cli.run("list", 7).exit()).as("looking ends nothing").isZero();
    }

    @ParameterizedTest
    @CsvSource({"q, 0", "^C, 130", "KILL, 137"})
    void howeverItEndsTheTerminalIsAsBefore(String how, int exit) throws Exception {
        Path pid = folder.resolve("pid");
        List<String> command =
                new ArrayList<>(List.of("env", "--default-signal=INT", "sh", "-c", SHELL, pid.toString()));
        command.addAll(cli.command("top", "-d", "0.2"));
        Process terminal =
                start(Pty.command(24, 80, command), Pty.environment(cli.environment()), ProcessBuilder.Redirect.PIPE);
        await().until(() -> saidByTheLast().contains("raw") && saidByTheLast().contains("LABEL"));

        if (how.equals("KILL")) {
            Run.of("kill", "-KILL", Files.readString(pid).strip());
        } else {
            terminal.getOutputStream().write(how.equals("q") ? 'q' : 'C' - '@');
            terminal.getOutputStream().flush();
        }

        assertThat(terminal.waitFor(BusyMachine.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as(saidByTheLast())
                .isTrue();
        assertThat(saidByTheLast()).contains("exit " + exit).contains("as before");
    }

    @Test
    void whenTheExtensionGoesItSaysSo() throws Exception {
        Cli own = Cli.at(Pins.fresh());
        assertThat(own.run("start").exit()).isZero();
        Process top = start(own.command("top", "-n", 0, "-d", "0.2"), own.environment());
        try {
            await().until(() -> saidByTheLast().contains("LABEL"));
        } finally {
            assertThat(own.run("stop", "--force").exit()).isZero();
        }
        assertThat(top.waitFor(BusyMachine.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(top.exitValue()).isEqualTo(3);
        assertThat(saidByTheLast().lines())
                .last()
                .isEqualTo("proctrack: the extension was unloaded: run proctrack start");
    }

    @Test
    void withoutAReaderItEnds() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\" | head -n 1", "sh"));
        command.addAll(cli.command("top", "-n", 0, "-d", "0.2"));
        Process pipeline = start(command, cli.environment());
        assertThat(pipeline.waitFor(BusyMachine.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(saidByTheLast().lines()).hasSize(1);
    }

    @Test
    void aWaitOnATerminalSaysHowFarItIs() {
        List<String> wait = cli.command("wait", 9, "--timeout", "2500ms");
        Run seen = Run.of(Pty.command(24, 80, wait), Pty.environment(cli.environment()), Path.of("."));
        assertThat(seen.exit()).as(seen.toString()).isEqualTo(5);
        assertThat(seen.out())
                .contains("\r" + ESCAPE + "[Kjob 9: 2 processes left, 1s")
                .contains("\r" + ESCAPE + "[Kproctrack: job 9 still has processes");

        Run unseen = cli.run("wait", 9, "--timeout", "2500ms");
        assertThat(unseen.exit()).isEqualTo(5);
        assertThat(unseen.errors()).hasSize(1);
        assertThat(unseen.out()).isEmpty();
    }
}
