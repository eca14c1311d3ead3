// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;

/** Runs last: the tests have left nothing on the machine. */
@Order(Integer.MAX_VALUE)
class LeftoversTest {

    @Test
    void noPins() {
        assertThat(Pins.leftovers()).isEmpty();
    }

    @Test
    void noProcesses() {
        String workloads = Repository.file("test/workloads/build").toString();
        String jar = Repository.agentJar().toString();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ProcessHandle.allProcesses()
                        .filter(process -> process.info()
                                        .commandLine()
                                        .orElse("")
                                        .contains(workloads)
                                || process.info().commandLine().orElse("").contains(jar + " agent"))
                        .filter(ProcessHandle::isAlive)
                        .findAny()
                        .isEmpty());
    }

    /** What a JVM leaves that is killed while it loads its libraries, the next one sweeps away. */
    @Test
    void noTemporaryFiles() throws IOException {
        assertThat(Cli.at(Pins.fresh()).run("status").exit()).isEqualTo(3);
        for (Path directory : List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/run"))) {
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (Stream<Path> entries = Files.list(directory)) {
                assertThat(entries.map(path -> path.getFileName().toString()))
                        .noneMatch(name ->
                                name.startsWith("proctrack") || name.startsWith("pt-test") || name.startsWith("jna"));
            }
        }
    }
}
