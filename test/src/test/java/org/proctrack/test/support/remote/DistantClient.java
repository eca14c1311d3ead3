// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support.remote;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.rmi.server.RMISocketFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Run;

/** A client in a JVM of its own, as JConsole is: with a trust store, or from another address of this machine. */
public final class DistantClient {

    private DistantClient() {}

    /** Reads the number of jobs, with the trust store as the manual says. */
    public static Run withTls(Jvm jvm, RemoteAgent agent, String role) {
        return run(jvm, "-Djavax.net.ssl.trustStore=" + agent.folder().trust(), agent, role, "tls");
    }

    /** The same with nothing but the trust store: it asks the registry without TLS, as collectd does. */
    public static Run withTrustStoreOnly(Jvm jvm, RemoteAgent agent, String role) {
        return run(jvm, "-Djavax.net.ssl.trustStore=" + agent.folder().trust(), agent, role, "plain");
    }

    /** The same without TLS, from 127.0.0.2 or another one. */
    public static Run from(String address, RemoteAgent agent, String role) {
        return run(Jvm.CURRENT, "-Dno.trust=needed", agent, role, address);
    }

    private static Run run(Jvm jvm, String option, RemoteAgent agent, String role, String how) {
        List<String> command = new ArrayList<>(List.of(jvm.java(), option, "-cp"));
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.addAll(List.of(DistantClient.class.getName(), Integer.toString(agent.port()), role, how));
        return Run.of(command, Map.of(), Path.of("."));
    }

    @SuppressWarnings("BanJNDI") // the URL is our own
    public static void main(String... arguments) throws IOException, JMException {
        Map<String, Object> environment =
                new java.util.HashMap<>(Map.of(JMXConnector.CREDENTIALS, RemoteAgent.credentials(arguments[1])));
        if (arguments[2].equals("tls")) {
            environment.put("com.sun.jndi.rmi.factory.socket", new SslRMIClientSocketFactory());
        } else if (!arguments[2].equals("plain")) {
            RMISocketFactory.setSocketFactory(new From(InetAddress.getByName(arguments[2])));
        }
        JMXServiceURL url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + arguments[0] + "/jmxrmi");
        try (JMXConnector connector = JMXConnectorFactory.connect(url, environment)) {
            System.out.println("jobs: " + connector.getMBeanServerConnection().getAttribute(Names.JOBS, "Count"));
        }
    }

    private static final class From extends RMISocketFactory {
        private final InetAddress here;

        From(InetAddress here) {
            this.here = here;
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return new Socket(InetAddress.getByName(host), port, here, 0);
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            throw new IOException("a client does not listen");
        }
    }
}
