// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.UnicastRemoteObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXPrincipal;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.MBeanServerForwarder;
import javax.management.remote.rmi.RMIConnectorServer;
import javax.management.remote.rmi.RMIJRMPServerImpl;
import javax.security.auth.Subject;

/** A real connector on an listener, with registry and server on one port; everybody who gives credentials is logged in. */
final class TestConnector implements AutoCloseable {

    static final ObjectName ECHO = echo();

    private final int port;
    private final SocketListener listener;
    private final Registry registry;
    private final JMXConnectorServer connector;

    static {
        // Else stubs have the machine's address, at which nobody listens
        System.setProperty("java.rmi.server.hostname", "127.0.0.1");
    }

    TestConnector(Optional<Tls> tls, RMIClientSocketFactory client, Limits limits, Refusals refusals)
            throws IOException, JMException {
        port = freePort();
        listener = new SocketListener(InetAddress.getLoopbackAddress(), tls, limits, refusals);
        listener.serve();
        registry = LocateRegistry.createRegistry(port, client, listener);
        MBeanServer beans = MBeanServerFactory.newMBeanServer();
        beans.registerMBean(new Echo(), ECHO);
        RMIJRMPServerImpl server =
                new RMIJRMPServerImpl(port, client, listener, Map.of(JMXConnectorServer.AUTHENTICATOR, login()));
        connector = new RMIConnectorServer(new JMXServiceURL("service:jmx:rmi://"), Map.of(), server, beans);
        connector.setMBeanServerForwarder(welcoming(beans));
        connector.start();
        registry.rebind("jmxrmi", server.toStub());
    }

    private static JMXAuthenticator login() {
        return credentials -> {
            if (credentials == null) {
                throw new SecurityException("no credentials");
            }
            SocketListener.welcome("user " + System.nanoTime());
            return new Subject(true, Set.of(new JMXPrincipal("ann")), Set.of(), Set.of());
        };
    }

    /** Later calls of a client may come on other connections. */
    private static MBeanServerForwarder welcoming(MBeanServer beans) {
        return (MBeanServerForwarder) Proxy.newProxyInstance(
                TestConnector.class.getClassLoader(),
                new Class<?>[] {MBeanServerForwarder.class},
                (proxy, method, arguments) -> {
                    SocketListener.welcome("user " + System.nanoTime());
                    try {
                        return method.getName().endsWith("etMBeanServer") ? beans : method.invoke(beans, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static ObjectName echo() {
        try {
            return new ObjectName("test:type=Echo");
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    SocketListener listener() {
        return listener;
    }

    @Override
    public void close() throws IOException {
        connector.stop();
        UnicastRemoteObject.unexportObject(registry, true);
        listener.close();
    }
}
