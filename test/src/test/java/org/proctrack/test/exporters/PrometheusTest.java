// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Workload;

/** A real Prometheus scrapes the agent, and answers what a dashboard asks and what an alert looks at. */
class PrometheusTest {

    private static final String JOB_42 = "proctrack_job_processes{id=\"42\"}";

    @TempDir
    private static Path directory;

    private static final Pins PINS = Pins.fresh();
    private static AgentJvm agent;
    private static Prometheus prometheus;

    @BeforeAll
    static void start() throws IOException {
        int port = Web.freePort();
        agent = Exporter.service(PINS, 2048, Exporter.options(port, Exporter.file("jmx_exporter.yaml")));
        prometheus = Prometheus.start(directory, port);
    }

    @AfterAll
    static void stop() {
        try (AgentJvm last = agent) {
            if (prometheus != null) {
                prometheus.close();
            }
            last.extension().forceStop("");
        }
    }

    @Test
    void answersTheNumberOfProcessesWhileTheJobRunsAndNothingAfter() {
        try (Workload workload = Workload.start("overflow", "-m", 9)) {
            agent.jobs().register(42, workload.pid());
            workload.openAndAwaitReady();
            JsonArray answer = await().until(() -> prometheus.query(JOB_42 + " == 10"), result -> result.size() == 1);
            assertThat(answer.get(0)
                            .getAsJsonObject()
                            .getAsJsonObject("metric")
                            .get("id")
                            .getAsString())
                    .isEqualTo("42");
            assertThat(prometheus.query("proctrack_tracked_processes == 10")).hasSize(1);
            String byUser = "proctrack_job_processes * on (instance, id) group_left (user) proctrack_job_owner";
            assertThat(prometheus.query("sum by (user) (" + byUser + ")").toString())
                    .contains('"' + agent.job(42).getUser() + '"')
                    .contains("\"10\"");

            assertThat(agent.job(42).kill().survivors()).isZero();
            await().until(() -> prometheus.query(JOB_42).isEmpty());
            assertThat(prometheus.query("proctrack_extension_up == 1")).hasSize(1);
            assertThat(prometheus.query("{id=\"42\"}")).isEmpty();
            assertThat(prometheus.query("max_over_time(" + JOB_42 + "[5m]) == 10"))
                    .hasSize(1);
        }
    }

    /** Rules that cannot be evaluated have no health "ok", and one that fires here would be a wrong one. */
    @Test
    void alertRulesAreEvaluatedAndSilentWhenAllIsWell() {
        await().until(() -> !prometheus.query("proctrack_extension_up").isEmpty());
        JsonArray groups = prometheus.ruleGroups();
        assertThat(groups).hasSize(1);
        JsonArray rules = groups.get(0).getAsJsonObject().getAsJsonArray("rules");
        assertThat(rules).hasSizeGreaterThan(8);
        for (JsonElement element : rules) {
            JsonObject rule = element.getAsJsonObject();
            String query = rule.get("query").getAsString();
            assertThat(prometheus.query(query)).as(query).isEmpty();
        }
    }

    @Test
    void alertsAndPanelsAskForMetricsThatAreThere() {
        Set<String> expressions = Dashboard.shipped().expressions();
        assertThat(expressions).hasSizeGreaterThan(20);
        await().until(() -> !prometheus.query("proctrack_extension_up").isEmpty());
        for (String expression : expressions) {
            // Whether it parses: Prometheus refuses with 400 what does not
            prometheus.query(Dashboard.filledIn(expression));
        }
        assertThat(Dashboard.metricsOf(expressions)).isSubsetOf(Dashboard.known());
        assertThat(Dashboard.metricsOf(Set.of(Exporter.text("alerts.yml")))).isSubsetOf(Dashboard.known());
    }
}
