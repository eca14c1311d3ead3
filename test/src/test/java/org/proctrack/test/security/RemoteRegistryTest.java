// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import javax.management.remote.rmi.RMIServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.remote.DistantClient;
import org.proctrack.test.support.remote.RemoteAgent;

/** Clients that ask the registry without TLS, and the agent with it. */
class RemoteRegistryTest {

    @TempDir
    private Path directory;

    @Test
    void aPlainClientNeedsItsTrustStoreOnly() throws Exception {
        try (RemoteAgent agent = RemoteAgent.start(directory, "registry.tls=off")) {
            for (Jvm jvm : Jvm.installed()) {
                Run client = DistantClient.withTrustStoreOnly(jvm, agent, "monitor");
                assertThat(client.out()).as(client.toString()).isEqualTo("jobs: 0\n");
            }
            assertThat(agent.as("operator").getAttribute(Names.JOBS, "Count"))
                    .as("with TLS to the registry, as before")
                    .isEqualTo(0);

            Registry registry = LocateRegistry.getRegistry("127.0.0.1", agent.port());
            assertThat(registry.list()).containsExactly("jmxrmi");
            Remote stub = registry.lookup("jmxrmi");
            assertThat(stub).isInstanceOf(RMIServer.class);
            assertThatThrownBy(() -> registry.rebind("jmxrmi", stub)).isInstanceOf(RemoteException.class);
            assertThatThrownBy(() -> registry.bind("other", stub)).isInstanceOf(RemoteException.class);
            assertThatThrownBy(() -> registry.unbind("jmxrmi")).isInstanceOf(RemoteException.class);
            assertThat(registry.list()).containsExactly("jmxrmi");
            agent.told("op=login principal=monitor role=monitor from=127.0.0.1 verdict=ok");
        }
    }

    @Test
    void unlessTheSettingsSaySoThereIsNoWordWithoutTls() {
        try (RemoteAgent agent = RemoteAgent.start(directory)) {
            Run client = DistantClient.withTrustStoreOnly(Jvm.CURRENT, agent, "monitor");
            assertThat(client.out()).as(client.toString()).isEmpty();
            await().until(() -> agent.cuts("no TLS: ") > 0);
            assertThat(agent.text()).doesNotContain("op=login");
        }
    }
}
