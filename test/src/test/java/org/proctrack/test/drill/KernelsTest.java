// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/**
 * The drill of {@code test/qemu}: here with features left out, and on kernels of Debian's. {@code scripts/kernels} runs all
 * of them and all modes.
 */
@Tag("slow")
class KernelsTest {

    private static final String STORM = "./drill -a -e proctrackext -w workloads -s 1 0";

    /** Both of the newest kernel's modes, in one boot. */
    private static final String BOTH_MODES = STORM + " && echo lazy > /sys/kernel/debug/sched/preempt && " + STORM;

    /** A guest is emulated, on a machine that may be busy. */
    private static final Duration AT_MOST = Duration.ofMinutes(25);

    @TempDir
    private Path directory;

    @Test
    void theWaysOfOtherKernelsWorkOnThisOne() {
        assertAllPassed(run("-f", "0,0x2f,0x80", "native"));
    }

    @Test
    void linux61() {
        assertAllPassed(run(fetch("bookworm")));
    }

    @Test
    void linux612() {
        assertAllPassed(run("-r", STORM, fetch("trixie")));
    }

    @Test
    void theNewestLinuxWithEitherPreemption() {
        Run run = run("-a", "preempt=full", "-r", BOTH_MODES, fetch("trixie-backports"));

        assertAllPassed(run);
        assertThat(run.out()).contains("preempt=full");
        assertThat(run.out().lines().filter(line -> line.contains(" passed, "))).hasSize(2);
    }

    private Run run(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Repository.file("test/qemu/run").toString());
        command.addAll(List.of("-t", Long.toString(AT_MOST.toSeconds())));
        command.addAll(List.of(arguments));
        return Run.of(command, Map.of(), directory, AT_MOST);
    }

    private String fetch(String suite) {
        Run fetch = Run.of(Repository.file("test/qemu/fetch").toString(), directory.toString(), suite);
        assertThat(fetch.exit()).as(fetch.toString()).isZero();
        return fetch.out().strip();
    }

    private static void assertAllPassed(Run run) {
        assertThat(run.out().lines().filter(line -> line.startsWith("FAIL"))).isEmpty();
        assertThat(run.out()).as(run.toString()).containsPattern("\\d+ passed, 0 failed");
        assertThat(run.exit()).isZero();
    }
}
