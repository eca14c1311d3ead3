// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** jmx_exporter inside the agent's JVM: what is scraped, its names, texts, types, and how much it is. */
class JavaAgentTest {

    private static final int FIXED = 100;
    private static final int EACH_JOB = 10;
    private static final Pins PINS = Pins.fresh();
    private static final int PORT = Web.freePort();
    private static AgentJvm agent;

    @BeforeAll
    static void start() {
        agent = Exporter.service(PINS, 100, Exporter.options(PORT, Exporter.file("jmx_exporter.yaml")));
    }

    @AfterAll
    static void stop() {
        try {
            agent.extension().forceStop("");
        } finally {
            agent.close();
        }
    }

    @Test
    void eachRuleYieldsItsMetricAndNothingElseIsOurs() {
        try (Bystander bystander = Bystander.start()) {
            agent.jobs().register(42, bystander.pid());
            Exposition scrape = awaitJob(42);

            assertThat(scrape.ours().map(Exposition.Sample::name).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrderElementsOf(Exporter.metrics());
            assertThat(scrape.samples().stream().map(sample -> sample.name() + sample.labels()))
                    .doesNotHaveDuplicates();
        }
    }

    /** What promtool itself says of names, units and texts; it does not look at all of what we promise. */
    @Test
    void theScrapeIsAsPrometheusLikesIt(@TempDir Path directory) throws IOException {
        try (Bystander bystander = Bystander.start()) {
            agent.jobs().register(43, bystander.pid());
            Exposition scrape = awaitJob(43);

            Path file = Files.writeString(directory.resolve("metrics"), scrape.text());
            String promtool =
                    Repository.file("test/target/prometheus/usr/bin/promtool").toString();
            Run check = Run.of("sh", "-c", "exec \"$0\" check metrics < \"$1\"", promtool, file.toString());
            assertThat(check.exit()).as(check.toString()).isZero();
            assertThat(check.out() + check.err()).isEmpty();

            scrape.ours().forEach(sample -> {
                String name = sample.name();
                assertThat(scrape.types().get(name)).as(name).isEqualTo(name.endsWith("_total") ? "counter" : "gauge");
                assertThat(scrape.helps().get(name))
                        .as(name)
                        .hasSizeGreaterThan(20)
                        .doesNotContain("exposed for management")
                        .doesNotContain("proctrack:");
                assertThat(sample.labels().keySet()).as(name).isSubsetOf("id", "how", "user");
            });
        }
    }

    @Test
    void seriesStayWithinWhatWasPromised() {
        assertThat(awaitJobs(0).samples()).hasSizeLessThan(FIXED);
        List<Bystander> bystanders = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                bystanders.add(Bystander.start());
                agent.jobs().register(100 + i, bystanders.get(i).pid());
            }
            Exposition scrape = awaitJobs(20);
            assertThat(scrape.samples()).hasSizeLessThan(FIXED + 20 * EACH_JOB);
            for (int i = 0; i < 20; i++) {
                assertThat(scrape.ofJob(100 + i)).as("job " + (100 + i)).hasSize(EACH_JOB);
            }
        } finally {
            bystanders.forEach(Bystander::close);
        }
        assertThat(awaitJobs(0).samples()).hasSizeLessThan(FIXED);
    }

    @Test
    void valuesAreTheMBeansInBaseUnits() throws Exception {
        try (Bystander bystander = Bystander.start()) {
            agent.jobs().register(42, bystander.pid());
            Exposition scrape = awaitJob(42);
            Map<String, String> job = Map.of("id", "42");

            assertThat(scrape.value("proctrack_extension_up")).isEqualTo(1);
            assertThat(scrape.value("proctrack_capacity_processes")).isEqualTo(100);
            assertThat(scrape.value("proctrack_tracked_processes")).isEqualTo(1);
            assertThat(scrape.value("proctrack_lost_events_total")).isZero();
            assertThat(scrape.value("proctrack_forks_total"))
                    .isEqualTo((double) agent.extension().getForkCount());
            assertThat(scrape.value("proctrack_job_processes", job)).isEqualTo(1);
            assertThat(scrape.value("proctrack_job_start_time_seconds", job))
                    .isCloseTo(agent.job(42).getSinceMillis() / 1000.0, within(0.001));
            assertThat(scrape.value("proctrack_capacity_used_ratio")).isCloseTo(0.01, within(1e-9));
            assertThat(scrape.value("proctrack_job_cpu_seconds_total", job))
                    .isCloseTo(number(Names.job(42), "CpuNanos") / 1e9, within(0.05));
            assertThat(scrape.value("proctrack_job_max_rss_bytes", job))
                    .isEqualTo(number(Names.job(42), "MaxRssBytes"))
                    .isPositive();
            assertThat(scrape.value("proctrack_ended_processes_total", Map.of("how", "signal")))
                    .isEqualTo(number(Names.EXTENSION, "ExitedBySignal"));
            assertThat(scrape.value("proctrack_loaded_timestamp_seconds"))
                    .isCloseTo(agent.extension().getLoadedSinceMillis() / 1000.0, within(0.001));
        }
    }

    /** The one label from a String; no other series of the job may have it. */
    @Test
    void theOwnerIsALabelOfOneSeries() {
        try (Bystander bystander = Bystander.start()) {
            agent.jobs().register(42, bystander.pid());
            Exposition scrape = awaitJob(42);
            String user = agent.job(42).getUser();
            assertThat(scrape.value("proctrack_job_owner", Map.of("id", "42", "user", user)))
                    .isEqualTo(1);
            assertThat(scrape.ofJob(42))
                    .filteredOn(sample -> sample.labels().containsKey("user"))
                    .hasSize(1);
        }
    }

    private static double number(ObjectName name, String attribute) throws Exception {
        return ((Number) agent.connection().getAttribute(name, attribute)).doubleValue();
    }

    private static Exposition awaitJob(long id) {
        await().until(() -> agent.has(Names.job(id)));
        return Exporter.scrape(PORT);
    }

    /** Until as many jobs have series; those of earlier tests end a moment after their processes. */
    private static Exposition awaitJobs(int count) {
        return await().until(
                        () -> Exporter.scrape(PORT),
                        scrape -> scrape.ours()
                                        .map(sample -> sample.labels().getOrDefault("id", ""))
                                        .filter(id -> !id.isEmpty())
                                        .distinct()
                                        .count()
                                == count);
    }
}
