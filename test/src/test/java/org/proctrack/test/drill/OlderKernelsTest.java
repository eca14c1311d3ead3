// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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

    @TempDir
    private Path directory;

    @Test
    void theOlderWaysWorkOnThisKernel() {
        assertAllPassed(Run.of(Repository.file("test/qemu/run").toString(), "-f", "0,0x1,0xd,0xf", "native"));
    }

    @Test
    void debiansKernelTracksAndKillsAsThisOneDoes() {
        Run fetch = Run.of(Repository.file("test/qemu/fetch").toString(), directory.toString());
        assertThat(fetch.exit()).as(fetch.toString()).isZero();

        assertAllPassed(Run.of(
                List.of(
                        Repository.file("test/qemu/run").toString(),
                        "-t",
                        "110",
                        fetch.out().strip()),
                Map.of(),
                directory));
    }

    private static void assertAllPassed(Run run) {
        assertThat(run.out().lines().filter(line -> line.startsWith("FAIL"))).isEmpty();
        assertThat(run.out()).as(run.toString()).containsPattern("\\d+ passed, 0 failed");
        assertThat(run.exit()).isZero();
    }
}
