// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Nobody;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Tier;

/** The tools without a JVM: what they say and how they end is what the command line says. */
class ToolsTest {

    /** Where any user may read them. */
    @TempDir
    private static Path folder;

    private static String runTool;
    private static String listTool;
    private static Pins pins;
    private static Cli cli;
    private static Bystander member;

    @BeforeAll
    static void start() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        runTool = copy("proctrack-run");
        listTool = copy("proctrack_list");
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

    private static String copy(String tool) throws IOException {
        Path copy = folder.resolve(tool);
        Files.copy(Repository.file("kext/build/" + tool), copy);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        return copy.toString();
    }

    private static Run nobody(String... command) {
        List<String> all = new ArrayList<>(Nobody.SETPRIV);
        all.addAll(List.of(command));
        return tool(all);
    }

    private static Run tool(String... command) {
        return tool(Arrays.asList(command));
    }

    private static Run tool(List<String> command) {
        return Run.of(command, cli.environment(), Path.of("."));
    }

    /** The line that both say, without the usage, which names the tool, and without the number of a new job. */
    private static String complaint(Run run) {
        return run.err()
                .replaceFirst("usage: .*", "")
                .replaceFirst("job [0-9]+$", "job N")
                .strip();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-j",
                "-j abc -- true",
                "-j 0 -- true",
                "-j -1 -- true",
                "-j 4294967296 -- true",
                "-j 99999999999999999999999 -- true",
                "-x true",
                "-j 5",
                "-j 5 --",
                "-j 5 -- /no/such/command",
                "-j 5 -- no-such-command",
                "-j 5 -- /etc/passwd",
                "-j 5 -- /etc",
                "-j5 -- sh -c true",
                "--job=5 sh -c true",
                "-- sh -c false"
            })
    void runSaysWhatTheCommandLineSays(String line) {
        List<String> arguments = line.isEmpty() ? List.of() : List.of(line.split(" "));
        List<Object> verb = new ArrayList<>(List.of("run"));
        verb.addAll(arguments);
        List<String> command = new ArrayList<>(List.of(runTool));
        command.addAll(arguments);

        Run expected = cli.run(verb.toArray());
        Run run = tool(command);
        assertThat(run.exit()).as(run.toString()).isEqualTo(expected.exit());
        assertThat(complaint(run)).isEqualTo(complaint(expected));
        assertThat(run.errors()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void runBecomesTheCommandInTheJob() {
        Run run = tool(runTool, "9", "sh", "-c", "echo $$; " + listTool + " 9; exit 7");
        assertThat(run.exit()).as(run.toString()).isEqualTo(7);
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(1)).startsWith("9: " + lines.get(0) + " ");
    }

    /** A daemon of an earlier run may have kept the job of a pid that comes round. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRunWithoutAJobJoinsNobodys(boolean tool) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "read go; exec \"$@\"", "sh"));
        command.addAll(tool ? List.of(runTool, "--", "cat") : cli.command("run", "--", "cat"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(cli.environment());
        Process process = builder.start();
        try (Bystander daemon = Bystander.start();
                BufferedReader said = process.errorReader()) {
            assertThat(cli.run("register", process.pid(), daemon.pid()).exit()).isZero();
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();

            String line = said.readLine();
            assertThat(line).startsWith("proctrack: job ");
            long job = Long.parseLong(line.substring("proctrack: job ".length()));
            assertThat(job).isGreaterThanOrEqualTo(4194304);
            assertThat(cli.run("find", process.pid()).out()).contains(Long.toString(job));
            assertThat(cli.run("kill", job).exit()).isZero();
            assertThat(daemon.lives()).isTrue();
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void runTakesTheJobFirstAndDashesBehindIt() {
        assertThat(tool(runTool, "9", "--", "sh", "-c", "exit 7").exit()).isEqualTo(7);
        Run negative = tool(runTool, "-1", "true");
        assertThat(negative.exit()).as(negative.toString()).isEqualTo(1);
        assertThat(complaint(negative)).isEqualTo("proctrack: job -1 is out of range: must be 1 to 4294967295");
    }

    @Test
    void aFullDiskIsTold() {
        for (String tool : List.of(listTool, "exec kext/build/proctrack_version", runTool + " -h")) {
            Run run = Run.of(
                    List.of("sh", "-c", tool + " >/dev/full"),
                    cli.environment(),
                    Repository.file("README.md").getParent());
            assertThat(run.exit()).as(run.toString()).isEqualTo(1);
            assertThat(run.err()).isEqualTo("proctrack: cannot write the output\n");
        }
    }

    @Test
    void aNestedRunIsRefused() {
        Run run = tool(runTool, "9", runTool, "10", "true");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).matches("proctrack: process [0-9]+ is already in job 9\n");
    }

    @Test
    void anyUserRunsAndLists() {
        Run own = nobody(runTool, "9", "sh", "-c", "id -u; " + listTool + " 9");
        assertThat(own.exit()).as(own.toString()).isZero();
        assertThat(own.out()).startsWith("65534\n9: ");

        Run foreign = nobody(runTool, "42", "true");
        assertThat(foreign.exit()).isEqualTo(1);
        assertThat(foreign.err()).isEqualTo("proctrack: job 42 belongs to another user: use another id\n");
    }

    @Test
    void listShowsEachJobAndItsPids() {
        Run all = tool(listTool);
        assertThat(all.exit()).isZero();
        assertThat(all.out()).isEqualTo("42: " + member.pid() + "\n");
        assertThat(tool(listTool, "42").out()).isEqualTo(all.out());
        assertThat(tool(listTool, "7").exit()).isEqualTo(4);
        assertThat(tool(listTool, "0").exit()).isEqualTo(1);
        assertThat(tool(listTool, "x").exit()).isEqualTo(2);
        assertThat(tool(listTool, "1", "2").exit()).isEqualTo(2);
    }

    @Test
    void withoutTheExtensionTheySaySo() {
        Map<String, String> nothing =
                Map.of("PROCTRACK_PINS", Pins.fresh().path().toString());
        for (List<String> command : List.of(List.of(listTool), List.of(runTool, "9", "true"))) {
            Run run = Run.of(command, nothing, Path.of("."));
            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.err()).isEqualTo("proctrack: extension is not loaded: run proctrack start\n");
        }
        assertThat(tool(Repository.file("kext/build/proctrack_version").toString())
                        .out())
                .isEqualTo("4\n");
    }

    /** The script's run needs no JVM: with a Java that cannot be found it works all the same. */
    @Test
    void theScriptRunsWithoutAJvm() {
        String script = Repository.file("scripts/proctrack").toString();
        Run run = Run.of(
                List.of(script, "run", "-j", "9", "--", "sh", "-c", "exit 6"),
                Map.of("PROCTRACK_PINS", pins.path().toString(), "JAVA_HOME", "/no/such/java"),
                Path.of("."));
        assertThat(run.exit()).as(run.toString()).isEqualTo(6);
    }

    /** The shell itself may have a word about it, on stderr. */
    @Test
    void theScriptWorksWhereTheDirectoryIsGone() {
        String script = Repository.file("scripts/proctrack").toString();
        String there = "mkdir " + folder + "/gone; cd " + folder + "/gone; rmdir ../gone; exec " + script;
        Run list = Run.of(List.of("sh", "-c", there + " list 42 --json"), cli.environment(), Path.of("."));
        assertThat(list.exit()).as(list.toString()).isZero();
        assertThat(list.out()).contains("\"pid\":" + member.pid() + ",");

        Run start = Run.of(List.of("sh", "-c", there + " start"), cli.environment(), Path.of("."));
        assertThat(start.exit()).isEqualTo(1);
        assertThat(start.out()).isEmpty();
        assertThat(start.err()).endsWith("proctrack: the current directory is gone: cd to another one\n");
    }

    /** A machine without cgroup2 mounted: the extension mounts it for itself, where nobody sees it. */
    @Test
    void theCallsNeedNoMountOfCgroup2() {
        if (Run.of("unshare", "-m", "true").exit() != 0) {
            Tier.skip("mount namespaces are not allowed here");
        }
        Pins other = Pins.fresh();
        String start = String.join(" ", Cli.at(other).command("start"));
        String unmount =
                "awk '$3 == \"cgroup2\" { print $2 }' /proc/mounts | while read -r m; do umount -l \"$m\"; done";
        Run run = Run.of(
                List.of("unshare", "-m", "sh", "-c", unmount + "; ! grep -q ' cgroup2 ' /proc/mounts && " + start),
                Cli.at(other).environment(),
                Path.of("."));
        assertThat(run.exit()).as(run.toString()).isZero();
        try {
            assertThat(Cli.at(other).run("status").out()).contains("calls          open to every process");
            Run list = Run.of(List.of(runTool, "9", listTool), Cli.at(other).environment(), Path.of("."));
            assertThat(list.out()).as(list.toString()).startsWith("9: ");
        } finally {
            assertThat(Cli.at(other).run("stop", "--force").exit()).isZero();
        }
    }

    @Test
    void theCallsAreOpenUnlessTheyAreLeftOut() {
        assertThat(cli.run("status").out()).contains("calls          open to every process");
        Pins closed = Pins.fresh();
        Cli other = Cli.at(closed);
        assertThat(other.run("start", "--no-calls").exit()).isZero();
        try {
            assertThat(other.run("status").out()).contains("calls          closed");
            List<String> asNobody = new ArrayList<>(Nobody.SETPRIV);
            asNobody.add(listTool);
            Run user = Run.of(asNobody, other.environment(), Path.of("."));
            assertThat(user.exit()).isEqualTo(1);
            assertThat(user.err()).startsWith("proctrack: the calls are closed");
            Run root = Run.of(List.of(runTool, "9", listTool), other.environment(), Path.of("."));
            assertThat(root.exit()).as(root.toString()).isZero();
            assertThat(root.out()).startsWith("9: ");
        } finally {
            assertThat(other.run("stop", "--force").exit()).isZero();
        }
    }
}
