// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import javax.management.MBeanServerConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.remote.Forwarder;
import org.proctrack.test.support.remote.RemoteAgent;

/** Clients that reach the agent by another port than the one where it listens. */
class RemoteForwardedTest {

    @TempDir
    private Path directory;

    @Test
    void aClientNeedsTheForwardedPortOnly() throws Exception {
        try (Forwarder forwarder = Forwarder.open();
                RemoteAgent agent =
                        RemoteAgent.start(directory, "public.host=127.0.0.1", "public.port=" + forwarder.port())) {
            forwarder.to(agent.port());
            String path = "/jndi/rmi://127.0.0.1:" + forwarder.port() + "/jmxrmi";
            MBeanServerConnection client =
                    agent.with(path, RemoteAgent.credentials("monitor")).getMBeanServerConnection();
            assertThat(client.getAttribute(Names.JOBS, "Count")).isEqualTo(0);
            assertThat(client.queryNames(Names.EXTENSION, null)).containsExactly(Names.EXTENSION);
            agent.told("op=login principal=monitor role=monitor from=127.0.0.1 verdict=ok");
            assertThat(agent.text()).contains("-l 127.0.0.1:" + forwarder.port());
            forwarder.cut();
            assertThatThrownBy(() -> client.getAttribute(Names.JOBS, "Count"))
                    .as("no call goes by the agent's own port")
                    .isInstanceOf(IOException.class);
            assertThat(agent.lives()).isTrue();
        }
    }
}
