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

/** The drill of {@code test/qemu}: here with features switched off, and on Debian's own kernel. */
@Tag("slow")
class OlderKernelsTest {

    /** Emulation and the four rounds take half a minute on a quiet machine, and minutes on a busy one. */
    private static final Duration GUEST_LIMIT = Duration.ofMinutes(15);

    /** A little more, so that it is the script that gives up, and says so. */
    private static final Duration LIMIT = GUEST_LIMIT.plusMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void theOlderWaysWorkOnThisKernel() {
        assertAllPassed(drill("-f", "0,0x1,0xd,0xf", "native"));
    }

    @Test
    void debiansKernelTracksAndKillsAsThisOneDoes() {
        Run fetch = Run.of(Repository.file("test/qemu/fetch").toString(), directory.toString());
        assertThat(fetch.exit()).as(fetch.toString()).isZero();

        assertAllPassed(drill(fetch.out().strip()));
    }

    private Run drill(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Repository.file("test/qemu/run").toString(), "-t", Long.toString(GUEST_LIMIT.toSeconds())));
        command.addAll(List.of(arguments));
        return Run.of(command, Map.of(), directory, LIMIT);
    }

    private static void assertAllPassed(Run run) {
        assertThat(run.out().lines().filter(line -> line.startsWith("FAIL"))).isEmpty();
        assertThat(run.out()).as(run.toString()).containsPattern("\\d+ passed, 0 failed");
        assertThat(run.exit()).isZero();
    }
}
