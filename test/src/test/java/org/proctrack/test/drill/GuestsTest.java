// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/**
 * The drill of {@code test/qemu} on kernels of Debian's. {@code scripts/kernels} runs all of them and all modes. A guest
 * shares no kernel with other tests, and runs beside them.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class GuestsTest {

    private static final String STORM = "./drill -a -e proctrackext -w workloads -s 1 0";

    /** Both of the newest kernel's modes, in one boot. */
    private static final String BOTH_MODES = STORM + " && echo lazy > /sys/kernel/debug/sched/preempt && " + STORM;

    @TempDir
    private Path directory;

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void linux61() {
        GuestDrill.assertAllPassed(GuestDrill.run(directory, fetch("bookworm")));
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void linux612() {
        GuestDrill.assertAllPassed(GuestDrill.run(directory, "-r", STORM, fetch("trixie")));
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void theNewestLinuxWithEitherPreemption() {
        Run run = GuestDrill.run(directory, "-a", "preempt=full", "-r", BOTH_MODES, fetch("trixie-backports"));

        GuestDrill.assertAllPassed(run);
        assertThat(run.out()).contains("preempt=full");
        assertThat(run.out().lines().filter(line -> line.contains(" passed, "))).hasSize(2);
    }

    private String fetch(String suite) {
        Run fetch = Run.of(Repository.file("test/qemu/fetch").toString(), directory.toString(), suite);
        assertThat(fetch.exit()).as(fetch.toString()).isZero();
        return fetch.out().strip();
    }
}
