// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.management.JMException;
import javax.rmi.ssl.SslRMIClientSocketFactory;

/** An agent with a key store of its own; it serves until its input ends. */
final class TestConnectorProgram {

    private TestConnectorProgram() {}

    public static void main(String[] arguments) throws IOException, JMException {
        Tls tls = KeyStores.own(Path.of(arguments[0]), "127.0.0.1").tls(Optional.empty());
        Refusals tell = (from, reason) -> System.out.println("refused " + reason);
        try (TestConnector connector =
                new TestConnector(Optional.of(tls), new SslRMIClientSocketFactory(), Limits.of(10, 100), tell)) {
            System.out.println("port " + connector.port());
            while (System.in.read() >= 0) {
                // until whoever started it closes it, or ends
            }
        }
    }
}
