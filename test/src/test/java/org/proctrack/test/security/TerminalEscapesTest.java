// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Pty;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/**
 * A job whose label, and whose processes' names and arguments, are made to drive the terminal of whoever looks: escape
 * sequences, C1 controls, bells, line ends, marks that turn text round or are not seen, bytes that are no text. Only
 * printable ASCII comes out, besides our own cursor movements of top.
 */
class TerminalEscapesTest {

    private static final String HOSTILE = "\u001b[2J\u009b\u202e\u200b\u2028\uDB40\uDC01x";
    private static final int PROCESSES = 12;
    private static final Pattern PRINTABLE = Pattern.compile("[ -~\n]*");
    private static final Pattern OUR_MOVEMENTS =
            Pattern.compile("\u001b\\[(H|2J|K|J|\\?25[lh]|\\?7[lh])|\r+(?=\n)|\r\u001b\\[K");

    @TempDir
    private Path directory;

    private final Pins pins = Pins.fresh();
    private final Cli cli = Cli.at(pins);
    private Process job;

    @BeforeEach
    void start() throws IOException {
        Run start = cli.in(directory).run("start", "--debug");
        assertThat(start.exit()).as(start.toString()).isZero();
        ProcessBuilder builder =
                new ProcessBuilder(Repository.file("test/calls/build/escapes").toString(), "42");
        builder.environment().putAll(cli.environment());
        job = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        await().until(() ->
                pins.records().size() == PROCESSES && pins.records().stream().noneMatch(line -> line.endsWith(" exe")));
        assertThat(pins.records().stream().filter(line -> line.endsWith(" escapes")))
                .hasSize(1);
    }

    @AfterEach
    void stop() {
        job.destroyForcibly();
        if (pins.exists()) {
            assertThat(cli.run("stop", "--force").exit()).isZero();
        }
    }

    private static void onlyPrintable(String text, String what) {
        assertThat(text).as(what).isNotBlank();
        String escaped = text.replaceAll("[^ -~\n]", "<?>");
        assertThat(PRINTABLE.matcher(text).matches()).as(what + ": " + escaped).isTrue();
    }

    private void printable(Object... verb) {
        Run run = cli.run(verb);
        onlyPrintable(run.out() + run.err(), run.toString().replaceAll("[^ -~\n]", "<?>"));
    }

    private JsonElement json(Object... verb) {
        Run run = cli.run(verb);
        onlyPrintable(run.out(), run.command().toString());
        return JsonParser.parseString(run.out());
    }

    @Test
    void everyVerbOfALiveJobPrintsTextOnly() {
        printable("list");
        printable("list", 42);
        printable("find", job.pid());
        printable("dump");
        printable("top", "-n", 1);
        printable("kill", 42, "--dry-run");
        printable("wait", 42, "--timeout", "10ms");
        assertThat(cli.run("list", 42).out()).contains("\\x1b[2J\\x1b[1;1Hx", "\\x9b2Jx", "\\xe2\\x80\\xaertl");

        assertThat(json("list", 42, "--json").toString()).contains("zero\\\\xe2\\\\x80\\\\x8bwidth");
        assertThat(json("dump", "--json").toString()).contains("\\\\x1b]52;c;A\\\\x07\\\\x9b2J\\\\r\\\\n");
        json("top", "-n", 1, "--json");
        json("kill", 42, "--dry-run", "--json");
    }

    @Test
    void whatIsKeptOfAnEndedJobIsTextToo() throws IOException {
        printable("kill", 42);
        printable("history");
        printable("history", 42);
        json("history", "--json");
        await().untilAsserted(() -> assertThat(Files.readString(directory.resolve("proctrackext.log")))
                .contains("emptied"));
        onlyPrintable(Files.readString(directory.resolve("proctrackext.log")), "the trace");
    }

    @Test
    void onATerminalTopMovesTheCursorAndNothingElseDoes() {
        Run top = Run.of(
                Pty.command(24, 200, cli.command("top", "-n", 2, "-d", "0.2")),
                Pty.environment(cli.environment()),
                directory);
        assertThat(top.out()).contains("52;c;A");
        onlyPrintable(OUR_MOVEMENTS.matcher(top.out()).replaceAll(""), "top");
    }

    @Test
    void theToolsWithoutAJvmToo() {
        List<String> list = List.of(Repository.file("kext/build/proctrack_list").toString());
        onlyPrintable(Run.of(list, cli.environment(), directory).out(), "proctrack_list");
        String run = Repository.file("kext/build/proctrack-run").toString();
        for (List<String> words : List.of(List.of(run, "7", HOSTILE), List.of(run, HOSTILE), List.of(run, "-j"))) {
            Run refused = Run.of(words, cli.environment(), directory);
            assertThat(refused.exit()).isNotZero();
            onlyPrintable(refused.err(), "proctrack-run");
        }
        onlyPrintable(String.join("\n", pins.records()), "records");
    }

    /** What a script hands on may be hostile as well. */
    @Test
    void errorsRepeatNothingThatMoves() {
        for (Object[] verb : List.<Object[]>of(
                new Object[] {"find", HOSTILE},
                new Object[] {HOSTILE},
                new Object[] {"list", "--" + HOSTILE},
                new Object[] {"kill", 42, "-s", HOSTILE},
                new Object[] {"start", "-f", HOSTILE},
                new Object[] {"run", "--", HOSTILE})) {
            Run run = cli.run(verb);
            assertThat(run.exit()).isNotZero();
            onlyPrintable(run.err(), "errors");
        }
        List<String> command =
                new ArrayList<>(cli.under("env", "PROCTRACK_TRACE=1").command("kill", 42, "-s", HOSTILE));
        String trace = Run.of(command, cli.environment(), directory).err();
        onlyPrintable(trace.replace("\n\tat ", "\n    at "), "with a trace");
    }

    @Test
    void throughJmxAndInTheAuditToo() {
        for (String form : List.of("text", "json")) {
            List<String> command = cli.command("agent", "--audit=" + form);
            try (AgentJvm agent = AgentJvm.run(command, cli.environment()).awaitRunning()) {
                onlyPrintable(agent.processes().list(42, 0, 100).toString(), "processes");
                onlyPrintable(agent.jobs().getJobs().toString(), "jobs");
                onlyPrintable(agent.job(42).getLabel(), "label");
                assertThatThrownBy(() -> agent.jobs().killJob(42, HOSTILE))
                        .satisfies(thrown -> onlyPrintable(thrown.getMessage(), "exception"));
                agent.job(42).signal("CONT");
                await().until(() ->
                        agent.text().contains("SIGCONT") && agent.text().contains("refused"));
                onlyPrintable(agent.text(), "audit");
                if (form.equals("json")) {
                    assertThat(agent.text().lines().filter(line -> line.startsWith("{")))
                            .isNotEmpty()
                            .allMatch(line -> JsonParser.parseString(line).isJsonObject());
                }
            }
        }
    }
}
