// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.remote.Folder;
import org.proctrack.test.support.remote.RemoteAgent;

/** Debian's collectd with the configuration that we ship; it writes what it reads to files. */
class CollectdTest {

    @TempDir
    private Path directory;

    @Test
    void readsTheAgentAndItsJobs() throws IOException {
        try (RemoteAgent agent =
                        RemoteAgent.start(Files.createDirectory(directory.resolve("agent")), "registry.tls=off");
                Bystander member = Bystander.start()) {
            Remote.register(agent, 42, List.of(member.pid()));
            try (AgentJvm collectd = AgentJvm.run(command(agent), environment())) {
                awaitValue(collectd, "proctrack-extension/gauge-capacity_processes", "256.0+");
                awaitValue(collectd, "proctrack-extension/percent-capacity_used", "1.0+");
                awaitValue(collectd, "proctrack-extension/gauge-jobs", "1.0+");
                awaitValue(collectd, "proctrack-extension/derive-lost_events", "0");
                awaitValue(collectd, "proctrack-jobs/gauge-dying_jobs", "0.0+");
                awaitValue(collectd, "proctrack-job-42/gauge-processes", "1.0+");
                awaitValue(collectd, "proctrack-job-42/derive-cpu_nanoseconds", "[1-9]\\d+");
                awaitValue(collectd, "proctrack-job-42/bytes-max_rss", "[1-9]\\d+\\.0+");
                assertThat(files())
                        .hasSize(Exporter.text("collectd/proctrack.conf").split("<Value>", -1).length - 1);
                collectd.terminate();
            }
        }
    }

    private List<String> command(RemoteAgent agent) throws IOException {
        Path tree = Repository.file("test/target/collectd");
        String shipped = Exporter.text("collectd/proctrack.conf")
                .replace("/usr/share/", tree + "/usr/share/")
                .replace("/etc/proctrack/jmx-trust.p12", agent.folder().trust().toString())
                .replace("127.0.0.1:7091", "127.0.0.1:" + agent.port())
                .replace("User \"collectd\"", "User \"monitor\"")
                .replace("CHANGE", Folder.PASSWORD);
        String around = """
                Hostname "here"
                FQDNLookup false
                Interval 1
                BaseDir "%1$s"
                PIDFile "%1$s/pid"
                PluginDir "%2$s/usr/lib/collectd"
                TypesDB "%2$s/usr/share/collectd/types.db"
                LoadPlugin csv
                <Plugin csv>
                  DataDir "%1$s/csv"
                </Plugin>
                """.formatted(directory, tree);
        Path configuration = Files.writeString(directory.resolve("collectd.conf"), around + shipped);
        return List.of(tree.resolve("usr/sbin/collectd").toString(), "-f", "-C", configuration.toString());
    }

    /** Its plugin for Java is linked with the libjvm.so of Debian's default-jre-headless, which need not be here. */
    private static Map<String, String> environment() {
        Path home = Path.of(Jvm.CURRENT.java()).getParent().getParent();
        return Map.of("LD_LIBRARY_PATH", home.resolve("lib/server").toString());
    }

    private void awaitValue(AgentJvm collectd, String series, String value) {
        await(series)
                .failFast(() -> {
                    if (!collectd.process().isAlive()) {
                        throw new AssertionError(collectd.text());
                    }
                })
                .until(() -> lines(series).anyMatch(line -> line.matches("[0-9.]+," + value)));
    }

    private Stream<String> lines(String series) throws IOException {
        for (Path file : files()) {
            if (file.toString().contains("/here/GenericJMX-" + series + "-2")) {
                return Files.readAllLines(file).stream();
            }
        }
        return Stream.empty();
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(Files.createDirectories(directory.resolve("csv")))) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
