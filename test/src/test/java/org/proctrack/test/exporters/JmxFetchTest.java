// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystanders;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.remote.Folder;
import org.proctrack.test.support.remote.RemoteAgent;

/** Datadog's real JMXFetch with the configuration that we ship, by TLS, with as many jobs as its limit leaves room for. */
class JmxFetchTest {

    private static final int JOBS = 100;
    private static final int LIMIT = 350;

    @TempDir
    private static Path directory;

    private static RemoteAgent agent;
    private static Bystanders members;
    private static AgentJvm fetcher;

    @BeforeAll
    static void start() throws IOException {
        agent = RemoteAgent.start(Files.createDirectory(directory.resolve("agent")));
        members = Bystanders.start(JOBS);
        Remote.register(agent, 1, members.pids());
        fetcher = AgentJvm.run(command(), Map.of());
    }

    private static List<String> command() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("conf.d"));
        String shipped = Exporter.text("datadog/conf.yaml");
        Files.writeString(
                folder.resolve("proctrack.yaml"),
                shipped.replace("port: 7091", "port: " + agent.port())
                        .replace("user: datadog", "user: monitor")
                        .replace("password: CHANGE", "password: " + Folder.PASSWORD)
                        .replace(
                                "/etc/proctrack/jmx-trust.p12",
                                agent.folder().trust().toString())
                        .replace("refresh_beans: 60", "refresh_beans: 2"));
        return List.of(
                Jvm.CURRENT.java(),
                "-jar",
                Exporter.tool("jmxfetch.jar").toString(),
                "--reporter",
                "console",
                "--conf_directory",
                folder.toString(),
                "--check",
                "proctrack.yaml",
                "--check_period",
                "2000",
                "collect");
    }

    @AfterAll
    static void stop() {
        try (RemoteAgent first = agent;
                Bystanders last = members;
                AgentJvm client = fetcher) {
            assertThat(first.lives() && last.live() && client.process().isAlive())
                    .isTrue();
        }
    }

    @Test
    void theNodesMetricsAreThereHoweverManyJobsThereAre() {
        for (String metric : aliases()) {
            String tags = metric.startsWith("proctrack.job.")
                    ? "instance:proctrack_jobs,jmx_domain:proctrack,type:Job,id:" + JOBS
                    : "instance:proctrack,jmx_domain:proctrack,type:(Extension|Jobs)";
            told(Pattern.quote(metric) + "\\[" + tags + "\\] - \\d+ = [0-9.E]+\n");
        }
        told("proctrack\\.extension_up\\[.*\\] - \\d+ = 1\\.0\n");
        told("proctrack\\.capacity_processes\\[.*\\] - \\d+ = 256\\.0\n");
        told("proctrack\\.jobs\\[.*\\] - \\d+ = " + JOBS + "\\.0\n");
    }

    @Test
    void allJobsFitIntoItsLimit() {
        for (int id = 1; id <= JOBS; id++) {
            told("proctrack\\.job\\.processes\\[.*,id:" + id + "\\] - \\d+ = 1\\.0\n");
        }
        List<Integer> found = Pattern.compile("Found (\\d+) matching attributes")
                .matcher(fetcher.text())
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .toList();
        assertThat(found).isNotEmpty().allMatch(count -> count <= LIMIT).anyMatch(count -> count > 3 * JOBS);
        assertThat(fetcher.text()).doesNotContain("limit reached", "Exception");
    }

    private static List<String> aliases() {
        List<String> aliases = Pattern.compile("alias: ([a-z_.]+)")
                .matcher(Exporter.text("datadog/conf.yaml"))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        assertThat(aliases).hasSizeGreaterThan(10).doesNotHaveDuplicates();
        return aliases;
    }

    private static void told(String pattern) {
        Pattern line = Pattern.compile(pattern);
        await(pattern).until(() -> line.matcher(fetcher.text()).find());
    }
}
