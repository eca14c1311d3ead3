// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** jmx_exporter with a password, in a JVM that is somebody else's, into which both agents were put. */
class PasswordTest {

    private static final String HOST = """
            class Host {
                public static void main(String[] arguments) throws Exception {
                    System.in.read();
                }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void onlyTheRightUserWithTheRightPasswordReadsMetrics() throws IOException {
        Pins pins = Pins.fresh();
        int port = Web.freePort();
        try (AgentJvm host =
                AgentJvm.run(command(port), Cli.at(pins).environment()).awaitRunning()) {
            try {
                assertThat(status(port, null)).isEqualTo(401);
                assertThat(status(port, Web.basic("prometheus", "wrong"))).isEqualTo(401);
                assertThat(status(port, Web.basic("prometheus", ""))).isEqualTo(401);
                assertThat(status(port, Web.basic("root", "right one"))).isEqualTo(401);
                HttpResponse<String> answer =
                        Web.send(Web.request(port, "/metrics").header("Authorization", right()));
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(Exposition.parse(answer.body()).value("proctrack_capacity_processes"))
                        .isEqualTo(64);
                assertThat(status(port, Web.basic("prometheus", "wrong"))).isEqualTo(401);
            } finally {
                host.extension().forceStop("");
            }
        }
    }

    @Test
    void basicAuthRefusesAnEmptyPasswordAndStrangeUsers() {
        String script = Exporter.file("basic-auth").toString();
        assertThat(Run.of(script, "prometheus").exit()).isEqualTo(2);
        assertThat(Run.of(script).exit()).isEqualTo(2);
        assertThat(Run.of("sh", "-c", "echo x | " + script + " 'a\"b'").exit()).isEqualTo(2);
    }

    private static String right() {
        return Web.basic("prometheus", "right one");
    }

    private static int status(int port, String authorization) {
        var request = Web.request(port, "/metrics");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return Web.send(request).statusCode();
    }

    private List<String> command(int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(Jvm.CURRENT.java()));
        command.add("-javaagent:" + Repository.agentJar() + "=start,n=64");
        command.addAll(Exporter.options(port, configuration()));
        command.add(Files.writeString(directory.resolve("Host.java"), HOST).toString());
        return command;
    }

    /** As the README says: what basic-auth prints, and the rules. */
    private Path configuration() throws IOException {
        Run auth = Run.of(
                List.of("sh", "-c", "echo 'right one' | " + Exporter.file("basic-auth") + " prometheus"),
                Map.of(),
                directory);
        assertThat(auth.exit()).as(auth.toString()).isZero();
        return Files.writeString(
                directory.resolve("jmx_exporter.yaml"), auth.out() + Exporter.text("jmx_exporter.yaml"));
    }
}
