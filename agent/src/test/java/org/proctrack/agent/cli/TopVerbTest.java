// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.FakeKernel;

class TopVerbTest {

    private static final String ESCAPE = "\u001b";
    private static final String SHOW_CURSOR = ESCAPE + "[?25h";

    private final FakeKernel kernel = FakeKernel.loaded()
            .member(42, 100, "sh")
            .member(42, 101, "sh")
            .labelled(42, "slurm 12.0" + ESCAPE + "[2J\u202e")
            .used(42, Usages.of(61_000_000_000L))
            .member(7, 200, "cat");
    private final Shell shell = new Shell(kernel);

    private List<String> onScreen(FakeTerminal terminal, int rows, int columns, String line) {
        Shell.Result result = new Shell(kernel, terminal).line(line).exits(0);
        assertThat(new TerminalEmulator(rows, columns).write(result.out()).isAsItWas())
                .as("terminal afterwards")
                .isTrue();
        String last = result.out().substring(0, result.out().lastIndexOf(SHOW_CURSOR));
        TerminalEmulator emulator = new TerminalEmulator(rows, columns).write(last);
        assertThat(emulator.scrolled()).isZero();
        return emulator.lines();
    }

    @Test
    void withoutATerminalItIsOnePlainTable() {
        Shell.Result result = shell.line("top").exits(0);
        assertThat(result.out()).doesNotContain(ESCAPE);
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0))
                .matches("\\d\\d:\\d\\d:\\d\\d  tracked 3/2048 \\(1%\\)  jobs 2  untabled 0  lost events 0");
        assertThat(lines.get(1)).matches("JOB +USER +PROCS +CPU% +TIME +MEM +READ +WRITE +AGE +LABEL");
        assertThat(lines.get(2)).matches("  7  root +1 +0.0 +0ms +0 +0 +0 +\\d+d\\d\\dh +");
        assertThat(lines.get(3))
                .matches(" 42  root +2 +0.0 +1m01s +1.2G +4.8M +68K +\\d+d\\d\\dh +slurm 12.0\\?\\[2J\\?");
    }

    @Test
    void roundsAreSeparatedByABlankLine() {
        String out = shell.line("top -n 3 -d 0.1").exits(0).out();
        assertThat(out).doesNotContain(ESCAPE);
        assertThat(out.split("\n\n", -1)).hasSize(3).allMatch(round -> round.contains("  tracked 3/2048 (1%)"));
    }

    @Test
    void jsonIsALineForEachRound() {
        List<String> lines =
                shell.line("top -n 2 -d 100ms --json").exits(0).out().lines().toList();
        assertThat(lines).hasSize(2);
        JsonObject round = JsonParser.parseString(lines.get(1)).getAsJsonObject();
        assertThat(round.keySet()).containsExactly("timeMillis", "intervalMillis", "extension", "jobs");
        assertThat(round.getAsJsonObject("extension").get("tracked").getAsInt()).isEqualTo(3);
        JsonObject job = round.getAsJsonArray("jobs").get(1).getAsJsonObject();
        assertThat(job.keySet())
                .startsWith("id", "processCount")
                .endsWith("label", "owner", "ownerName", "generation", "cpuPercent", "usage");
        assertThat(job.getAsJsonObject("usage").get("cpuNanos").getAsLong()).isEqualTo(61_000_000_000L);
        assertThat(new Shell(kernel, new FakeTerminal(24, 80))
                        .line("top --json")
                        .exits(0)
                        .out()
                        .lines())
                .as("JSON is for programs, on a terminal too")
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 40, JOB  PROCS    CPU%     TIME     MEM",
        "10, 46, JOB  PROCS    CPU%     TIME     MEM      AGE",
        "10, 80, JOB  USER  PROCS    CPU%     TIME     MEM    READ   WRITE      AGE  LABEL",
        "40, 120, JOB  USER  PROCS    CPU%     TIME     MEM    READ   WRITE      AGE  LABEL",
        "3, 12, JOB    CPU%",
        "10, 7, JOB"
    })
    void theTableIsAsWideAsTheTerminal(int rows, int columns, String header) {
        List<String> lines = onScreen(new FakeTerminal(rows, columns), rows, columns, "top -n 2 -d 0.1");
        assertThat(lines.stream().filter(line -> line.startsWith("JOB"))).hasSize(rows == 3 ? 0 : 1);
        if (rows > 3) {
            assertThat(lines).contains(header);
        }
    }

    @Test
    void onFortyColumnsTheStateTakesTwoLines() {
        List<String> lines = onScreen(new FakeTerminal(10, 40), 10, 40, "top -n 1");
        assertThat(lines.get(0)).matches("[0-9:]{8}  tracked 3/2048 \\(1%\\)  jobs 2");
        assertThat(lines.get(1)).isEqualTo("untabled 0  lost events 0");
        assertThat(lines.get(3)).startsWith("  7      1     0.0");
        assertThat(lines.get(5)).isEmpty();
    }

    @Test
    void asManyJobsAsFitAndTheRestIsCounted() {
        for (int job = 100; job < 150; job++) {
            kernel.member(job, 1_000L + job, "many");
        }
        List<String> lines = onScreen(new FakeTerminal(10, 40), 10, 40, "top -n 1");
        assertThat(String.join(" ", lines)).contains("jobs 52 (46 not shown)");
        assertThat(lines).hasSize(10).last().asString().startsWith("103 ");
        assertThat(shell.line("top").out().lines()).as("a file holds them all").hasSize(54);
    }

    @Test
    void theSizeIsAskedForInEachRound() {
        FakeTerminal[] terminal = new FakeTerminal[1];
        terminal[0] = new FakeTerminal(10, 80, () -> terminal[0].resize(10, 40));
        List<String> lines = onScreen(terminal[0], 10, 80, "top -n 2 -d 0.1");
        assertThat(lines).contains("JOB  PROCS    CPU%     TIME     MEM");
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(40));
    }

    @Test
    void whenTheExtensionGoesItSaysSoBelowTheLastTable() {
        FakeTerminal terminal = new FakeTerminal(10, 80, () -> kernel.stop(ExtensionImage.of(""), true));
        Shell.Result result = new Shell(kernel, terminal).line("top -d 0.1").exits(3);
        assertThat(result.err()).isEqualTo("proctrack: the extension was unloaded: run proctrack start\n");
        TerminalEmulator emulator = new TerminalEmulator(10, 80).write(result.out());
        assertThat(emulator.isAsItWas()).isTrue();
        assertThat(emulator.lines().get(1)).startsWith("JOB");
    }

    @Test
    void withoutTheExtensionItIsThree() {
        Shell stopped = new Shell(new FakeKernel());
        for (String line : List.of("top", "top -n 5", "top --json")) {
            stopped.line(line).exits(3).complains("not loaded");
        }
        Shell.Result onTerminal = new Shell(new FakeKernel(), new FakeTerminal(10, 40))
                .line("top")
                .exits(3);
        onTerminal.complains("not loaded");
    }

    /** An endless top ends here only if the key does it. */
    @Test
    @Timeout(60)
    void qEndsIt() {
        FakeTerminal terminal = new FakeTerminal(10, 80);
        Shell.Result result =
                new Shell(kernel, terminal).input("x q").line("top -n 0 -d 0.1").exits(0);
        assertThat(new TerminalEmulator(10, 80).write(result.out()).isAsItWas()).isTrue();
        assertThat(terminal.isRaw()).isFalse();
    }

    @Test
    void withoutATerminalStdinIsLeftAlone() {
        assertThat(shell.input("q").line("top -n 2 -d 0.1").exits(0).out().split("\n\n", -1))
                .hasSize(2);
    }

    @Test
    void lookingChangesNothing() {
        shell.line("top -n 2 -d 0.1");
        assertThat(kernel.changes()).isEmpty();
    }
}
