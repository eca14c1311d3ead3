// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.NotBoundException;
import java.rmi.registry.LocateRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIServer;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.awaitility.Awaitility;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/**
 * An agent that listens, started as users start it, with an extension of its own; and its clients. Users are named as
 * their roles. Nothing attaches to its JVM: that would open the JDK's own connector.
 */
public final class RemoteAgent implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("Ctrl-C stops the agent");

    private final Folder folder;
    private final Pins pins = Pins.fresh();
    private final int port = freePort();
    private final List<JMXConnector> clients = new ArrayList<>();
    private final AgentJvm agent;

    private RemoteAgent(Folder folder, Jvm jvm) {
        this.folder = folder;
        Map<String, String> environment = new HashMap<>(Cli.at(pins).environment());
        environment.put("JAVA_HOME", Path.of(jvm.java()).getParent().getParent().toString());
        agent = AgentJvm.run(
                List.of(
                        Repository.file("scripts/proctrack").toString(),
                        "agent",
                        "--start",
                        "-n",
                        "256",
                        "--jmx",
                        "127.0.0.1:" + port,
                        "--jmx-config",
                        folder.config().toString()),
                environment);
    }

    /** One on the JDK of the tests. */
    public static RemoteAgent start(Path directory, String... settings) {
        return start(Jvm.CURRENT, directory, settings);
    }

    /** One with settings as the lines of jmx.properties say, and three users. */
    public static RemoteAgent start(Jvm jvm, Path directory, String... settings) {
        RemoteAgent remote = new RemoteAgent(new Folder(directory, settings), jvm);
        try {
            remote.await(READY);
            if (Files.exists(remote.folder.trust())) {
                remote.trusted(Optional.empty());
            }
            return remote;
        } catch (RuntimeException | Error e) {
            remote.close();
            throw e;
        }
    }

    /** {@return a port of the loopback address at which nobody listens} */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This JVM's clients trust the agent, and show a certificate or none. */
    public void trusted(Optional<Path> keys) {
        ClientTls.use(folder.trust(), keys, Folder.PASSWORD.toCharArray());
    }

    /** {@return the files that it was given} */
    public Folder folder() {
        return folder;
    }

    /** {@return where it listens} */
    public int port() {
        return port;
    }

    /** {@return its pid} */
    public long pid() {
        return agent.process().pid();
    }

    /** {@return whether it lives} */
    public boolean lives() {
        return agent.process().isAlive();
    }

    /** {@return the extension's pins} */
    public Pins pins() {
        return pins;
    }

    /** Logs in with the right password, in a session of its own. */
    public MBeanServerConnection as(String role) throws IOException {
        return with(credentials(role)).getMBeanServerConnection();
    }

    /** {@return name and password of a role} */
    public static String[] credentials(String role) {
        return new String[] {role, Folder.PASSWORD};
    }

    /** Connects with whatever is given as credentials; null for none. */
    public JMXConnector with(Object credentials) throws IOException {
        return with("/jndi/rmi://127.0.0.1:" + port + "/jmxrmi", credentials);
    }

    /** Connects by a URL's path; a registry with TLS is one that this JVM must be told of. */
    @SuppressWarnings("BanJNDI") // the URL is our own
    public JMXConnector with(String path, Object credentials) throws IOException {
        Map<String, Object> environment = new HashMap<>();
        if (credentials != null) {
            environment.put(JMXConnector.CREDENTIALS, credentials);
        }
        if (Files.exists(folder.trust())) {
            environment.put("com.sun.jndi.rmi.factory.socket", new SslRMIClientSocketFactory());
        }
        JMXConnector client = JMXConnectorFactory.connect(new JMXServiceURL("service:jmx:rmi://" + path), environment);
        clients.add(client);
        return client;
    }

    /** {@return the stub that everybody gets from the registry} */
    public RMIServer stub() throws IOException {
        try {
            SslRMIClientSocketFactory sockets = Files.exists(folder.trust()) ? new SslRMIClientSocketFactory() : null;
            return (RMIServer)
                    LocateRegistry.getRegistry("127.0.0.1", port, sockets).lookup("jmxrmi");
        } catch (NotBoundException e) {
            throw new IOException(e);
        }
    }

    /** {@return all that it has printed so far} */
    public String text() {
        return agent.text();
    }

    /** Waits for a line of the audit. */
    public void told(String pattern) {
        await(Pattern.compile("audit " + pattern));
    }

    /** {@return how many connections it says to have cut or turned away for such a reason} */
    public long cuts(String reason) {
        Matcher matcher = Pattern.compile(
                        "audit op=connect from=\\S+ count=(\\d+) verdict=refused message=\"" + reason,
                        Pattern.MULTILINE)
                .matcher(text());
        return matcher.results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private void await(Pattern pattern) {
        Awaitility.await(pattern + " from " + agent)
                .failFast(() -> {
                    if (!lives()) {
                        throw new AssertionError(agent + " ended: " + text());
                    }
                })
                .until(() -> pattern.matcher(text()).find());
    }

    /** Logs all of this JVM's clients out. */
    public void leave() {
        for (JMXConnector client : clients) {
            try {
                client.close();
            } catch (IOException e) {
                // the other side closed it, as it should
            }
        }
        clients.clear();
    }

    @Override
    public void close() {
        leave();
        agent.close();
        if (pins.exists()) {
            Run stop = Cli.at(pins).run("stop", "--force");
            if (stop.exit() != 0) {
                throw new AssertionError(stop.toString());
            }
        }
    }
}
