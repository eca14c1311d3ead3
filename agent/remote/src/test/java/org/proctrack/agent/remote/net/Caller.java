// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.rmi.server.RMIClientSocketFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.rmi.ssl.SslRMIClientSocketFactory;

/** A client as administrators have it: it needs nothing but the JDK. */
@SuppressWarnings("BanJNDI") // the URL is that of our own server
final class Caller implements AutoCloseable {

    private final JMXConnector connector;
    private final MBeanServerConnection beans;
    private final ObjectName echo;

    Caller(int port, RMIClientSocketFactory sockets) throws IOException, JMException {
        Map<String, Object> environment = new HashMap<>();
        environment.put(JMXConnector.CREDENTIALS, new String[] {"ann", "secret"});
        if (sockets != null) {
            environment.put("com.sun.jndi.rmi.factory.socket", sockets);
        }
        JMXServiceURL url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi");
        connector = JMXConnectorFactory.connect(url, environment);
        beans = connector.getMBeanServerConnection();
        echo = new ObjectName("test:type=Echo");
    }

    int take(int bytes) throws IOException, JMException {
        return (int) beans.invoke(echo, "take", new Object[] {new byte[bytes]}, new String[] {"[B"});
    }

    int give(int bytes) throws IOException, JMException {
        return ((byte[]) beans.invoke(echo, "give", new Object[] {bytes}, new String[] {"int"})).length;
    }

    String peer() throws IOException, JMException {
        return beans.getAttribute(echo, "Peer").toString();
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }

    /** A client JVM: says what the server sees of it. */
    public static void main(String[] arguments) throws IOException, JMException {
        try (Caller caller = new Caller(Integer.parseInt(arguments[0]), new SslRMIClientSocketFactory())) {
            System.out.println("taken " + caller.take(1000) + " from " + caller.peer());
        }
    }
}
