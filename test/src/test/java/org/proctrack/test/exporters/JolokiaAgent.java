// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Pins;

/** An agent with the real Jolokia beside it, set up by the files that we ship, which knows one user. */
final class JolokiaAgent implements AutoCloseable {

    private static final String PASSWORD = "right";

    private final int port = Web.freePort();
    private final String user;
    private final AgentJvm jvm;

    /**
     * Starts it.
     *
     * @param directory for its configuration
     * @param policy one of those that we ship
     * @param user who may ask
     */
    JolokiaAgent(Path directory, String policy, String user) {
        this.user = user;
        Path configuration = directory.resolve("jolokia.properties");
        try {
            Files.writeString(
                    configuration,
                    Exporter.text("jolokia.properties").replace("port=8778", "port=" + port) + "user=" + user
                            + "\npassword=" + PASSWORD + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String options = "config=" + configuration + ",policyLocation="
                + Exporter.file(policy).toUri();
        jvm = Exporter.service(
                Pins.fresh(), 64, List.of("-javaagent:" + Exporter.tool("jolokia-agent.jar") + "=" + options));
    }

    AgentJvm jvm() {
        return jvm;
    }

    int port() {
        return port;
    }

    /** Makes a job of one process, and waits for its MBean. */
    void register(long id, Bystander member) {
        jvm.jobs().register(id, member.pid());
        await().until(() -> jvm.has(Names.job(id)));
    }

    /** {@return a request by the user} */
    HttpRequest.Builder request(String path) {
        return request(path, PASSWORD);
    }

    /** {@return a request with some password} */
    HttpRequest.Builder request(String path, String password) {
        return Web.request(port, "/jolokia" + path).header("Authorization", Web.basic(user, password));
    }

    @Override
    public void close() {
        try (AgentJvm ending = jvm) {
            ending.extension().forceStop("");
        }
    }
}
