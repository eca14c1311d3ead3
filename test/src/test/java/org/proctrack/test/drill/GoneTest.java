// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Workload;

/**
 * When a kill or a wait says that a job is empty, its memory, port and lock are free. The drill has the same for the C
 * calls. With {@code -Dproctrack.gone.mib=8192 -Dproctrack.gone.rounds=10} it takes minutes, and 8 GiB.
 */
class GoneTest {

    private static final long JOB = 42;
    private static final int MEBIBYTES = Integer.getInteger("proctrack.gone.mib", 512);
    private static final int ROUNDS = Integer.getInteger("proctrack.gone.rounds", 1);

    private static Pins pins;
    private static AgentJvm agent;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        pins = Pins.fresh();
        agent = AgentJvm.service(pins, 2048);
    }

    @AfterAll
    static void stop() {
        agent.extension().forceStop("");
        agent.close();
    }

    /** What ends the job, and returns when it is empty. */
    private interface Ending {
        void end(Workload workload) throws Exception;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 8"})
    void theKillReturnsWhenAllIsFree(int processes, int part) throws Exception {
        rounds(
                processes,
                MEBIBYTES / part,
                workload -> assertThat(agent.jobs().killJob(JOB, "KILL").survivors())
                        .isZero());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 8"})
    void theCommandLineToo(int processes, int part) throws Exception {
        rounds(processes, MEBIBYTES / part, workload -> {
            Run kill = Cli.at(pins).run("kill", JOB);
            assertThat(kill.exit()).as(kill.toString()).isZero();
        });
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 8"})
    void theWaitReturnsNoEarlier(int processes, int part) throws Exception {
        rounds(processes, MEBIBYTES / part, workload -> {
            Cli cli = Cli.at(pins);
            ProcessBuilder builder = new ProcessBuilder(cli.command("wait", JOB)).inheritIO();
            builder.environment().putAll(cli.environment());
            Process wait = builder.start();
            await().until(() -> sleepsOnAProcess(wait.pid()));
            workload.members().forEach(GoneTest::kill);
            assertThat(wait.waitFor()).isZero();
        });
    }

    private void rounds(int processes, int mebibytes, Ending ending) throws Exception {
        Path lock = Files.createFile(directory.resolve("lock"));
        for (int i = 0; i < ROUNDS; i++) {
            try (Workload workload = Workload.start("holder", "-p", processes, "-m", mebibytes, "-l", lock)) {
                agent.jobs().register(JOB, workload.pid());
                workload.openAndAwaitReady();

                ending.end(workload);

                assertFree(workload, lock);
                workload.awaitEnd();
            }
        }
    }

    /** The memory first: to look takes time, in which it might come back. */
    private static void assertFree(Workload workload, Path lock) throws IOException {
        List<Long> holding =
                workload.members().stream().filter(GoneTest::hasMemory).toList();
        boolean locked = isLocked(lock);
        String port = workload.notes().stream()
                .filter(note -> note.startsWith("port "))
                .findFirst()
                .orElseThrow();
        new ServerSocket(Integer.parseInt(port.substring("port ".length())), 1, InetAddress.getLoopbackAddress())
                .close();
        assertThat(holding).as("with memory").isEmpty();
        assertThat(locked).as("locked").isFalse();
    }

    private static boolean hasMemory(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "status"))
                    .contains("VmRSS");
        } catch (IOException e) {
            return false; // it is gone
        }
    }

    private static boolean isLocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        }
    }

    /** Its pidfd is there: from now on only an end wakes it. */
    private static boolean sleepsOnAProcess(long pid) {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return files.anyMatch(GoneTest::isPidfd);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isPidfd(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().contains("pidfd");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
