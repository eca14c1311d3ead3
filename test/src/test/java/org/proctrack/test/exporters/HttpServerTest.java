// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Run;

/** jmx_prometheus_httpserver, which reads the agent over JMX from a JVM of its own. */
class HttpServerTest {

    @TempDir
    private Path directory;

    @Test
    void aJvmBesideReadsTheAgentAndSaysWhenItIsGone() throws IOException {
        Pins pins = Pins.fresh();
        int port = Web.freePort();
        try (AgentJvm agent = AgentJvm.service(pins, 64);
                Bystander bystander = Bystander.start();
                AgentJvm server = AgentJvm.run(command(port, agent), Map.of())) {
            try {
                agent.jobs().register(42, bystander.pid());
                await().until(() -> agent.has(Names.job(42)));
                Exposition scrape = await(server.toString())
                        .ignoreExceptions()
                        .until(
                                () -> Exporter.scrape(port),
                                found -> !found.ofJob(42).isEmpty());
                assertThat(scrape.value("proctrack_job_processes", Map.of("id", "42")))
                        .isEqualTo(1);
                assertThat(scrape.value("proctrack_extension_up")).isEqualTo(1);
                assertThat(scrape.value("jmx_scrape_error")).isZero();
                assertThat(scrape.samples()).hasSizeLessThan(110);
            } finally {
                agent.extension().forceStop("");
                agent.kill();
            }
            // jmx_exporter tells with one scrape how it fared with the one before
            Exposition orphaned =
                    await().until(() -> Exporter.scrape(port), found -> found.value("jmx_scrape_error") == 1);
            assertThat(orphaned.ours()).isEmpty();
        }
    }

    @Test
    void theUrlIsRefusedInOneLineWhereThereIsNone() {
        assertThat(url("abc").exit()).isEqualTo(2);
        assertThat(url("").exit()).isEqualTo(2);
        assertThat(url("0").exit()).isEqualTo(2);
        assertThat(url("99999999").exit()).isEqualTo(1);
        try (Bystander bystander = Bystander.start()) {
            Run noJvm = url(Long.toString(bystander.pid()));
            assertThat(noJvm.exit()).as(noJvm.toString()).isEqualTo(1);
            assertThat(noJvm.out()).isEmpty();
            assertThat(noJvm.err()).contains("is no JVM").hasLineCount(1);
            assertThat(bystander.lives()).as("it got no signal").isTrue();
        }
    }

    private static Run url(String pid) {
        return Run.of(Exporter.file("local-jmx-url").toString(), pid);
    }

    private List<String> command(int port, AgentJvm agent) throws IOException {
        Run url = url(Long.toString(agent.process().pid()));
        assertThat(url.exit()).as(url.toString()).isZero();
        assertThat(url.out()).startsWith("service:jmx:rmi://127.0.0.1/stub/");
        Path configuration = Files.writeString(
                directory.resolve("httpserver.yaml"), "jmxUrl: " + url.out() + Exporter.text("jmx_exporter.yaml"));
        return List.of(
                Jvm.CURRENT.java(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Exporter.tool("jmx_prometheus_httpserver.jar").toString(),
                "127.0.0.1:" + port,
                configuration.toString());
    }
}
