// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.remote.DistantClient;
import org.proctrack.test.support.remote.RemoteAgent;

/** What the settings bound, each with an agent of its own; without TLS, which changes nothing here. */
class RemoteLimitsTest {

    @TempDir
    private Path directory;

    @Test
    void soManySessionsAndNoMore() throws Exception {
        try (RemoteAgent agent = RemoteAgent.start(directory, "tls=off", "connections.max=4")) {
            MBeanServerConnection first = agent.as("monitor");
            agent.as("monitor");
            assertThatThrownBy(() -> agent.as("monitor"))
                    .isInstanceOf(SecurityException.class)
                    .hasMessageContaining("monitor has 2 sessions open");
            agent.as("operator");
            agent.as("operator");
            assertThatThrownBy(() -> agent.as("admin"))
                    .isInstanceOf(SecurityException.class)
                    .hasMessageContaining("4 sessions are open");
            agent.told("op=login principal=monitor role=monitor .*verdict=refused message=\"monitor has 2 sessions");
            agent.told("op=login principal=admin role=admin .*verdict=refused message=\"4 sessions are open");
            assertThat(first.getAttribute(Names.JOBS, "Count")).isEqualTo(0);
            agent.leave();
            assertThat(agent.as("admin").getAttribute(Names.JOBS, "Count")).isEqualTo(0);
        }
    }

    @Test
    void soManyFailedLoginsFromAnAddress() throws Exception {
        try (RemoteAgent agent = RemoteAgent.start(directory, "tls=off", "failed.logins.max=3")) {
            MBeanServerConnection monitor = agent.as("monitor");
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> agent.with(new String[] {"admin", "guess"}))
                        .hasMessageContaining("wrong user name or password");
            }
            assertThatThrownBy(() -> agent.as("admin"))
                    .isExactlyInstanceOf(SecurityException.class)
                    .hasMessageContaining("too many failed logins from your address");
            await().until(() -> agent.cuts("too many failed logins") == 1);
            assertThat(monitor.getAttribute(Names.JOBS, "Count"))
                    .as("who is in stays in")
                    .isEqualTo(0);
            // every user of this machine may come from any of these
            Run other = DistantClient.from("127.0.0.2", agent, "admin");
            assertThat(other.out()).as(other.toString()).isEmpty();
            await().until(() -> agent.cuts("too many failed logins") == 2);
        }
    }

    @Test
    void anIdleSessionIsClosedAndABusyOneIsNot() throws Exception {
        try (RemoteAgent agent = RemoteAgent.start(directory, "tls=off", "idle.seconds=2")) {
            agent.as("operator");
            MBeanServerConnection busy = agent.as("monitor");
            Pattern logout = Pattern.compile("op=logout principal=operator role=operator from=\"this JVM\" verdict=ok");
            await().until(() -> {
                assertThat(busy.getAttribute(Names.JOBS, "Count")).isEqualTo(0);
                return logout.matcher(agent.text()).find();
            });
            assertThat(agent.text()).doesNotContain("op=logout principal=monitor");
        }
    }

    @Test
    void aTlsClientOnAPlainPort() throws Exception {
        try (RemoteAgent agent = RemoteAgent.start(directory, "tls=off");
                SSLSocket socket = (SSLSocket) SSLContext.getDefault()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), agent.port())) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
            await().until(() -> agent.cuts("no RMI") > 0);
            assertThat(agent.as("monitor").getAttribute(Names.JOBS, "Count")).isEqualTo(0);
        }
    }
}
