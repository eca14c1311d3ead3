// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.proctrack.agent.Service;
import org.proctrack.agent.access.Account;
import org.proctrack.agent.access.PasswordFile;
import org.proctrack.agent.access.RemoteSettings;
import org.proctrack.agent.access.Role;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.mx.audit.Audit;
import org.proctrack.agent.mx.audit.AuditForm;

/** A service on a fake kernel that listens on a free port of the loopback address, without TLS; users are named as their roles. */
final class ServedAgent extends Handler implements AutoCloseable {

    static final String PASSWORD = "correct horse";

    /** Made once: a hash is dear. */
    private static final Map<Role, Account> ACCOUNTS = Stream.of(Role.values())
            .collect(Collectors.toMap(
                    role -> role, role -> Account.withPassword(role.toString(), role, PASSWORD.toCharArray())));

    final FakeKernel kernel = FakeKernel.loaded().member(42, 100, "sh");
    final List<String> audit = new CopyOnWriteArrayList<>();
    final PasswordFile passwords;
    final int port = freePort();
    private final Logger logger = Logger.getLogger(Audit.LOGGER_NAME);
    private final List<JMXConnector> clients = new ArrayList<>();
    private final Service service;

    /** Settings as the lines of jmx.properties say, besides tls=off. */
    ServedAgent(Path directory, String... settings) throws IOException {
        logger.addHandler(this);
        logger.setUseParentHandlers(false);
        passwords = new PasswordFile(directory.resolve("jmx.passwd"));
        for (Role role : Role.values()) {
            passwords.put(ACCOUNTS.get(role));
        }
        Path file = directory.resolve("jmx.properties");
        Files.writeString(file, "tls=off\n" + String.join("\n", settings) + "\n");
        service = Service.of(kernel, ManagementFactory.getPlatformMBeanServer(), AuditForm.TEXT);
        service.listen(
                new HostPort("127.0.0.1", InetAddress.getLoopbackAddress(), port),
                RemoteSettings.read(Optional.of(file)));
        service.begin();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    MBeanServerConnection as(Role role) throws IOException {
        return as(role.toString(), PASSWORD);
    }

    MBeanServerConnection as(String name, String password) throws IOException {
        return with(new String[] {name, password}).getMBeanServerConnection();
    }

    /** Connects with whatever is given as credentials; null for none. */
    @SuppressWarnings("BanJNDI") // the URL is our own
    JMXConnector with(Object credentials) throws IOException {
        Map<String, Object> environment = new HashMap<>();
        if (credentials != null) {
            environment.put(JMXConnector.CREDENTIALS, credentials);
        }
        JMXConnector client = JMXConnectorFactory.connect(
                new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"), environment);
        clients.add(client);
        return client;
    }

    @Override
    public void publish(LogRecord entry) {
        audit.add(entry.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        for (JMXConnector client : clients) {
            try {
                client.close();
            } catch (IOException e) {
                // the other side closed it
            }
        }
        service.close();
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
