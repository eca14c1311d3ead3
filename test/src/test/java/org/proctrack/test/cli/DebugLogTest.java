// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** The debug trace in {@code proctrackext.log}, and what can be wrong with that file. */
class DebugLogTest {

    private static final String NAME = "proctrackext.log";

    private final Pins pins = Pins.fresh();

    @TempDir
    private Path directory;

    private Cli cli() {
        return Cli.at(pins).in(directory);
    }

    @AfterEach
    void stop() {
        if (pins.exists()) {
            assertThat(cli().run("stop", "--force").exit()).isZero();
        }
        await("the writer ends with the extension").until(() -> writers() == 0);
    }

    private long writers() {
        String ours = pins.path().toString();
        return ProcessHandle.allProcesses()
                .map(process -> process.info().arguments().orElse(new String[0]))
                .filter(arguments -> Arrays.asList(arguments).contains(ours))
                .count();
    }

    private String log() {
        try {
            return Files.readString(directory.resolve(NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void job(long job, String script) {
        Run run = Run.of(
                List.of(Repository.file("kext/build/proctrack-run").toString(), Long.toString(job), "sh", "-c", script),
                cli().environment(),
                directory);
        assertThat(run.exit()).as(run.toString()).isZero();
    }

    @Test
    void everythingThatHappensIsInTheLog() throws IOException {
        Run start = cli().run("start", "--debug");
        assertThat(start.exit()).as(start.toString()).isZero();
        assertThat(start.out()).contains(directory.resolve(NAME).toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(NAME))))
                .isEqualTo("rw-------");

        job(42, "/bin/true; sh -c 'kill -9 $$'; :");

        await().untilAsserted(() -> assertThat(log())
                .containsPattern("job 42 registered with pid \\d+ uid 0 proctrack-run\n")
                .containsPattern("job 42 started pid \\d+ uid 0 sh, parent \\d+\n")
                .containsPattern("job 42 exited pid \\d+ uid 0 true, status 0x0\n")
                .containsPattern("job 42 exited pid \\d+ uid 0 sh, status 0x9\n")
                .containsPattern("job 42 emptied by pid \\d+ uid 0 sh, processes ever 3\n"));
        assertThat(cli().run("stop").exit()).isZero();
        await().untilAsserted(() -> assertThat(log()).endsWith(" the extension is gone\n"));
    }

    @Test
    void dumpsGoThereToo() {
        assertThat(cli().run("start", "--debug").exit()).isZero();
        job(
                7,
                Repository.file("kext/build/proctrack_list")
                        + " > /dev/null; exec setsid sleep 30 > /dev/null & sleep 0.2");
        assertThat(cli().run("dump").exit()).isZero();
        await().untilAsserted(
                        () -> assertThat(log())
                                .containsPattern("dump wanted by pid \\d+ uid 0 java\n")
                                .containsPattern(
                                        "(?s) all records:\n  job 7 uid 0 processes 1 .*    pid \\d+ parent .* sleep\n.* end of records\n"));
        assertThat(cli().run("kill", 7).exit()).isZero();
    }

    @Test
    void itIsTurnedOnAndOffAtRunTime() {
        assertThat(cli().run("start").exit()).isZero();
        job(1, ":");
        assertThat(directory.resolve(NAME)).doesNotExist();
        try (AgentJvm agent = AgentJvm.service(pins, 2048)) {
            assertThat(agent.extension().isDebug()).isFalse();
            agent.extension().setDebug(true);
            assertThat(agent.extension().getDebugLog())
                    .isEqualTo(directory.resolve(NAME).toString());
            job(2, ":");
            agent.extension().dumpRecords();
            await().untilAsserted(() -> assertThat(log()).contains("job 2 emptied", "end of records"));
            agent.extension().setDebug(false);
            await().untilAsserted(() -> assertThat(log()).endsWith(" the trace is off\n"));
            job(3, ":");
            await().until(() -> writers() <= 1); // the agent itself has the pins among its arguments
        }
        assertThat(log()).doesNotContain("job 1 ").doesNotContain("job 3 ");
    }

    @Test
    void aFileThatCannotBeWrittenIsRefusedBeforeAnythingIsChanged() throws IOException {
        Path target = Files.writeString(directory.resolve("precious"), "precious");
        Files.createSymbolicLink(directory.resolve(NAME), target);
        refused();
        assertThat(target).hasContent("precious");

        Files.delete(directory.resolve(NAME));
        Files.createDirectory(directory.resolve(NAME));
        refused();

        Files.delete(directory.resolve(NAME));
        Files.createFile(directory.resolve(NAME));
        Run.of("chown", "65534", directory.resolve(NAME).toString());
        refused();

        Files.delete(directory.resolve(NAME));
        Files.createLink(directory.resolve(NAME), target);
        refused();
        assertThat(target).hasContent("precious");
    }

    /** Who writes in the directory puts a pipe there, and listens or does not: nobody waits for him. */
    @Test
    void aPipeHoldsNobodyUp() throws IOException {
        String pipe = directory.resolve(NAME).toString();
        assertThat(Run.of("mkfifo", "-m", "666", pipe).exit()).isZero();
        refused();
        Process reader = new ProcessBuilder("timeout", "60", "cat", pipe).start();
        try {
            refused();
        } finally {
            reader.descendants().forEach(ProcessHandle::destroyForcibly);
            reader.destroyForcibly();
        }
    }

    /** The file is root's and stays it. */
    @Test
    void inADirectoryWhereAllMayWriteNobodyElseReadsOrWritesIt() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(cli().run("start", "--debug").exit()).isZero();
        Path file = directory.resolve(NAME);
        assertThat(Files.getOwner(file).getName()).isEqualTo("root");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    private void refused() {
        Run start = cli().run("start", "--debug");
        assertThat(start.exit()).as(start.toString()).isEqualTo(1);
        assertThat(start.errors())
                .hasSize(1)
                .allMatch(line -> line.contains("cannot write debug log") && line.contains(NAME));
        assertThat(pins.exists()).isFalse();
    }

    @Test
    void aFullDiskCostsLinesThatAreCounted() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assertThat(Run.of("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString())
                        .exit())
                .isZero();
        try {
            assertThat(cli().in(disk).run("start", "--debug").exit()).isZero();
            Run.of("sh", "-c", "head -c 1m /dev/zero > " + disk.resolve("ballast") + " 2> /dev/null");
            job(42, "i=0; while [ $i -lt 250 ]; do /bin/true; i=$((i+1)); done");
            Files.delete(disk.resolve("ballast"));
            job(43, ":");
            await().untilAsserted(() -> assertThat(Files.readString(disk.resolve(NAME)))
                    .containsPattern("\\d+ lines could not be written: No space left on device\n")
                    .contains("job 43 emptied"));
            assertThat(cli().run("stop").exit()).isZero();
            await().until(() -> writers() == 0);
        } finally {
            assertThat(Run.of("umount", disk.toString()).exit()).isZero();
        }
    }
}
