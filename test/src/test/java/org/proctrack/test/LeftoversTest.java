// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;

/** Runs last: the tests have left nothing on the machine. */
@Order(Integer.MAX_VALUE)
@Isolated("after those too that run beside others")
class LeftoversTest {

    @Test
    void noPins() {
        assertThat(Pins.leftovers()).isEmpty();
    }

    @Test
    void noProcesses() {
        String workloads = Repository.file("test/workloads/build").toString();
        String calls = Repository.file("test/calls/build").toString();
        String service = Repository.agentJar() + " agent";
        String prometheus = Repository.file("test/target") + "/prometheus/";
        String tools = Repository.file("test/target") + "/tools/";
        await().until(() -> ProcessHandle.allProcesses()
                .filter(process -> isOfThisRun(process.info().startInstant().orElse(Instant.EPOCH)))
                .map(process -> process.info().commandLine().orElse(""))
                .noneMatch(line ->
                        Stream.of(workloads, calls, service, prometheus, tools).anyMatch(line::contains)));
    }

    /** What a JVM leaves that is killed while it loads its libraries, the next one sweeps away. */
    @Test
    void noTemporaryFiles() throws IOException {
        assertThat(Cli.at(Pins.fresh()).run("status").exit()).isEqualTo(3);
        for (Path directory : List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/run"))) {
            try (Stream<Path> entries = Files.list(directory)) {
                assertThat(entries.filter(LeftoversTest::isOurs)).isEmpty();
            }
        }
    }

    private static boolean isOurs(Path path) {
        String name = path.getFileName().toString();
        try {
            return (Stream.of("proctrack", "pt-test", "jna").anyMatch(name::startsWith) || isOfADeadJvm(name))
                    && isOfThisRun(Files.getLastModifiedTime(path).toInstant());
        } catch (IOException e) {
            // gone meanwhile
            return false;
        }
    }

    private static boolean isOfADeadJvm(String name) {
        return name.matches("[.]java_pid[0-9]+")
                && ProcessHandle.of(Long.parseLong(name.replaceAll("\\D+", ""))).isEmpty();
    }

    /** A run that was broken off may have left something; that is not this one's fault. */
    private static boolean isOfThisRun(Instant instant) {
        Instant begin = ProcessHandle.current().info().startInstant().orElseThrow();
        return !instant.isBefore(begin);
    }
}
