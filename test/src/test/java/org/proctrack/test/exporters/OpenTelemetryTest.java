// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Pins;

/** OpenTelemetry's real javaagent with the rules that we ship, in the agent's JVM; it logs what it would send. */
class OpenTelemetryTest {

    private static final Pins PINS = Pins.fresh();
    private static AgentJvm agent;
    private static Bystander member;

    @BeforeAll
    static void start() {
        agent = Exporter.service(
                PINS,
                64,
                List.of(
                        "-javaagent:" + Exporter.tool("opentelemetry-javaagent.jar"),
                        "-Dotel.jmx.config=" + Exporter.file("opentelemetry/proctrack.yaml"),
                        "-Dotel.metrics.exporter=console",
                        "-Dotel.traces.exporter=none",
                        "-Dotel.logs.exporter=none",
                        "-Dotel.metric.export.interval=1000"));
        member = Bystander.start();
        agent.jobs().register(42, member.pid());
        await().until(() -> agent.has(Names.job(42)));
    }

    @AfterAll
    static void stop() {
        try (Bystander last = member;
                AgentJvm jvm = agent) {
            assertThat(last.lives()).isTrue();
            jvm.extension().forceStop("");
        }
    }

    @Test
    void eachRuleYieldsItsMetric() {
        List<String> metrics = Pattern.compile("(?m)^ {8}metric: (\\S+)$")
                .matcher(Exporter.text("opentelemetry/proctrack.yaml"))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(metrics).hasSizeGreaterThan(12).doesNotHaveDuplicates();
        for (String metric : metrics) {
            told(", name=proctrack\\.(job\\.)?" + Pattern.quote(metric) + ", description=[^,]");
        }
        assertThat(agent.text()).doesNotContainPattern("\\[otel\\.javaagent [^\\n]*\\] (WARN|ERROR) ");
    }

    @Test
    void jobsHaveTheirIdAsTheOneAttribute() {
        told("name=proctrack\\.job\\.processes, .*attributes=\\{id=\"42\"\\}, value=1,");
        told("name=proctrack\\.job\\.max_rss, .*attributes=\\{id=\"42\"\\}, value=[1-9]\\d+,");
        told("name=proctrack\\.job\\.cpu, .*unit=s, .*attributes=\\{id=\"42\"\\}, value=0\\.");
        double start = agent.job(42).getSinceMillis() / 1000.0;
        told("name=proctrack\\.job\\.start_time, .*unit=s, .*value=" + Pattern.quote(Double.toString(start)));
    }

    @Test
    void theStateIsANumberForEachState() {
        told("name=proctrack\\.extension\\.state, .*attributes=\\{state=\"running\"\\}, value=1,");
        told("name=proctrack\\.extension\\.state, .*attributes=\\{state=\"failed\"\\}, value=0,");
        told("name=proctrack\\.capacity_processes, .*attributes=\\{\\}, value=64,");
    }

    private static void told(String pattern) {
        Pattern line = Pattern.compile(pattern);
        await(pattern).until(() -> line.matcher(agent.text()).find());
    }
}
