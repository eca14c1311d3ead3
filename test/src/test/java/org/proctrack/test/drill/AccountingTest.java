// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.MemoryLimit;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** What a job used, against what other tools say of the same processes. */
class AccountingTest {

    private static final long MIB = 1 << 20;
    private static final long PAGE = 4096;

    /** One extension for all; each test has jobs of its own. */
    private static final Pins pins = Pins.fresh();

    private static final Cli cli = Cli.at(pins);

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        assertThat(cli.run("start").exit()).isZero();
    }

    @AfterAll
    static void stop() {
        assertThat(cli.run("stop", "--force").exit()).isZero();
    }

    /** Enters the job and becomes the command, without a JVM that would be in the account. */
    private List<String> inJob(long job, String... command) {
        List<String> words = new ArrayList<>(
                List.of(Repository.file("kext/build/proctrack-run").toString(), Long.toString(job)));
        words.addAll(List.of(command));
        return words;
    }

    private Run run(List<String> command) {
        return Run.of(command, cli.environment(), directory);
    }

    /** The kernel extension's own build, without what it copies into the tree. */
    private String[] compile(String build) {
        List<String> make = new ArrayList<>(
                List.of("make", "-s", "-C", Repository.file("kext").toString(), "-j4", "BUILD=" + build));
        for (String part :
                List.of("proctrackext", "libproctrackext.so", "libproctrack.so", "proctrack-run", "proctrack-tricks")) {
            make.add(build + "/" + part);
        }
        return make.toArray(String[]::new);
    }

    /** The final record; the kernel adds the last moments of the last process a little later. */
    private String record(long job) {
        List<String> seen = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(100)).until(() -> {
            seen.add(0, cli.run("history", job, "--json").out());
            return seen.size() > 1 && seen.get(0).equals(seen.get(1));
        });
        return seen.get(0);
    }

    private static long figure(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
        assertThat(matcher.find()).as(name + " in " + json).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @Test
    void aCompileJobUsedWhatTimeSays() {
        List<String> command = new ArrayList<>(List.of("/usr/bin/time", "-f", "%U %S %M %O"));
        command.addAll(List.of(compile(directory.resolve("a").toString())));
        Run run = run(inJob(42, command.toArray(String[]::new)));
        assertThat(run.exit()).as(run.toString()).isZero();

        String[] time =
                run.err().lines().reduce((before, last) -> last).orElseThrow().split(" ", -1);
        double cpu = Double.parseDouble(time[0]) + Double.parseDouble(time[1]);
        String record = record(42);
        assertThat(cpu).as("long enough for one percent").isGreaterThan(2.0);
        // each of time's two numbers is cut to 10 ms
        assertThat(figure(record, "cpuNanos") / 1e9).isBetween(cpu * 0.99, (cpu + 0.02) * 1.01);
        assertThat(figure(record, "userNanos") + figure(record, "systemNanos")).isEqualTo(figure(record, "cpuNanos"));
        assertThat(figure(record, "maxRssBytes")).isEqualTo(Long.parseLong(time[2]) * 1024);
        // time speaks of its children; that it was read itself may mark a page for each of its files (atime)
        long written = Long.parseLong(time[3]) * 512;
        assertThat(figure(record, "writeBytes")).isBetween(written, written + written / 100);
        assertThat(figure(record, "exitedFailed")).isZero();
    }

    @Test
    void aCompileJobHadTheProcessesThatStraceSaw() throws IOException {
        Path trace = directory.resolve("trace");
        List<String> command = new ArrayList<>(List.of(
                "strace", "-f", "-e", "trace=clone,clone3,fork,vfork", "-e", "signal=none", "-o", trace.toString()));
        command.addAll(inJob(43, compile(directory.resolve("b").toString())));
        Run run = run(command);
        assertThat(run.exit()).as(run.toString()).isZero();

        List<String> lines = Files.readAllLines(trace);
        assertThat(lines).as("a thread would count as a process here").noneMatch(line -> line.contains("CLONE_THREAD"));
        long processes = lines.stream()
                .filter(line -> line.contains("+++ exited with") || line.contains("+++ killed by"))
                .count();
        String record = record(43);
        assertThat(figure(record, "processesTotal")).isEqualTo(processes).isGreaterThan(20);
        assertThat(figure(record, "exitedNormally")
                        + figure(record, "exitedFailed")
                        + figure(record, "exitedBySignal")
                        + figure(record, "exitedByOom"))
                .isEqualTo(processes);
    }

    /** A JVM that has more memory than its job forks the job's first process without a copy of it. */
    @Test
    void memoryOfWhoeverStartedTheJobIsNotTheJobs() {
        byte[][] ballast = new byte[64][];
        for (int i = 0; i < ballast.length; i++) {
            ballast[i] = new byte[(int) MIB];
            Arrays.fill(ballast[i], (byte) 1);
        }
        Run run = run(inJob(3, "head", "-c", "1", "/dev/zero"));
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(figure(record(3), "maxRssBytes")).isBetween(MIB / 2, 8 * MIB);
        assertThat(ballast).isNotEmpty();
    }

    @Test
    void storageIsCountedByTheByte() {
        String file = directory.resolve("data").toString();
        run(inJob(1, "dd", "if=/dev/zero", "of=" + file, "bs=1M", "count=32", "conv=fsync"));
        Run read = run(inJob(2, "dd", "if=" + file, "of=/dev/null", "bs=1M", "iflag=direct"));

        assertThat(figure(record(1), "writeBytes"))
                .isBetween(32 * MIB, 32 * MIB + 32 * PAGE); // and the file system's own
        assertThat(figure(record(1), "writeCharBytes")).isBetween(32 * MIB, 32 * MIB + PAGE);
        assertThat(read.exit()).as(read.toString()).isZero();
        // its program and libraries may come from storage too
        assertThat(figure(record(2), "readBytes")).isBetween(32 * MIB, 36 * MIB);
    }

    @Test
    void theOomKillersVictimsAreNamed() {
        try (MemoryLimit limit = MemoryLimit.of(32 * MIB)) {
            Run run = run(inJob(7, "sh", "-c", "echo $$ > " + limit.tasks() + "; tail /dev/zero; exit 4"));
            assertThat(run.exit()).as(run.toString()).isEqualTo(4);
        }
        String record = record(7);
        assertThat(figure(record, "exitedByOom")).isEqualTo(1);
        assertThat(figure(record, "exitedBySignal")).isZero();
        assertThat(figure(record, "exitedFailed")).isEqualTo(1);
    }

    @Test
    void theRecordIsCompleteWhoeverDiesMeanwhile() throws IOException {
        Process job;
        try (AgentJvm agent = AgentJvm.service(pins, 2048)) {
            ProcessBuilder builder = new ProcessBuilder(
                    inJob(9, "sh", "-c", "/bin/true; i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; exit 5"));
            builder.environment().putAll(cli.environment());
            job = builder.start();
            await().until(() -> agent.jobs().getCount() == 1);
            agent.kill();
        }
        await().until(() -> !job.isAlive());
        String record = record(9);
        assertThat(figure(record, "processesTotal")).isEqualTo(2);
        assertThat(figure(record, "exitedFailed")).isEqualTo(1);
        assertThat(figure(record, "cpuNanos")).isGreaterThan(10_000_000);
        assertThat(figure(record, "endedMillis")).isGreaterThan(figure(record, "sinceMillis"));
    }
}
