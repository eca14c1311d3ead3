// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.rmi.Remote;
import java.rmi.registry.Registry;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RMIServerSocketFactory;

/**
 * The registry where clients find the connector, under the one name that they all look for. It is the JDK's own one for
 * its own connector: in the public kind, every user of this machine may put a connector of his in our place, and learn
 * passwords. The JDK keeps it to itself; the jar's manifest opens it ({@code Add-Opens}).
 */
final class FixedRegistry {

    /** What JConsole and all others look for. */
    static final String NAME = "jmxrmi";

    private static final String CLASS = "sun.management.jmxremote.SingleEntryRegistry";

    private FixedRegistry() {}

    static Registry open(int port, RMIClientSocketFactory client, RMIServerSocketFactory server, Remote entry)
            throws IOException {
        try {
            Constructor<?> constructor = Class.forName(CLASS)
                    .getDeclaredConstructor(
                            int.class,
                            RMIClientSocketFactory.class,
                            RMIServerSocketFactory.class,
                            String.class,
                            Remote.class);
            constructor.setAccessible(true);
            return (Registry) constructor.newInstance(port, client, server, NAME, entry);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IOException(
                    "this JVM does not open its registry: run proctrack agent, or java with"
                            + " --add-opens=jdk.management.agent/sun.management.jmxremote=ALL-UNNAMED",
                    e);
        }
    }
}
