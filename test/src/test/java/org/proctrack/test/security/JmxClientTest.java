// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.remote.RemoteAgent;

/** The example of a client: compiled against the packaged interfaces and nothing else, it kills a job. */
class JmxClientTest {

    private static final int JOB = 42;

    @TempDir
    private Path directory;

    @Test
    void throughTlsFromAfar() throws Exception {
        try (RemoteAgent agent = RemoteAgent.start(directory);
                Bystander bystander = Bystander.start()) {
            agent.as("operator")
                    .invoke(
                            org.proctrack.mbeans.Names.JOBS,
                            "register",
                            new Object[] {(long) JOB, bystander.pid()},
                            new String[] {"long", "long"});
            String[] credentials = RemoteAgent.credentials("operator");
            Run run = client(
                    List.of("-Djavax.net.ssl.trustStore=" + agent.folder().trust()),
                    Map.of("JMX_PASSWORD", credentials[1]),
                    "127.0.0.1:" + agent.port(),
                    credentials[0]);
            assertThat(run.out()).as(run.toString()).contains("signalled=1, survivors=0");
            await().until(() -> !bystander.lives());
        }
    }

    @Test
    void byThePidOnTheSameMachine() {
        Pins pins = Pins.fresh();
        try (AgentJvm agent = AgentJvm.service(pins, 64);
                Bystander bystander = Bystander.start()) {
            agent.jobs().register(JOB, bystander.pid());
            Run run = client(List.of(), Map.of(), Long.toString(agent.process().pid()));
            assertThat(run.out()).as(run.toString()).contains("signalled=1, survivors=0");
            await().until(() -> !bystander.lives());
            agent.extension().forceStop("");
        }
    }

    private static Run client(List<String> options, Map<String, String> environment, String... where) {
        List<String> command = new ArrayList<>(List.of(Jvm.CURRENT.java()));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                Repository.file("mbeans/target/proctrack-mbeans-0.2.0.jar").toString(),
                Repository.file("scripts/examples/JmxClient.java").toString(),
                Integer.toString(JOB)));
        command.addAll(List.of(where));
        return Run.of(command, environment, Path.of("."));
    }
}
