// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.IOException;
import java.rmi.registry.Registry;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RMIServerSocketFactory;
import java.rmi.server.UnicastRemoteObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import javax.management.MBeanServer;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.proctrack.agent.access.PasswordFile;
import org.proctrack.agent.access.RemoteSettings;
import org.proctrack.agent.remote.net.Keys;
import org.proctrack.agent.remote.net.Limits;
import org.proctrack.agent.remote.net.SocketListener;
import org.proctrack.agent.remote.net.Tls;

/**
 * The agent's own JMX connector: one port for registry and connector, TLS, passwords, roles. For a JVM that is ours: it
 * sets {@code java.rmi.server.hostname}, which all of a JVM shares.
 */
public final class Remote implements AutoCloseable {

    /** Of the logger for what is wrong with the port itself. */
    public static final String LOGGER_NAME = "org.proctrack.remote";

    private final HostPort where;
    private final RemoteSettings settings;
    private final AccessLog log;
    private final CutConnections cuts;
    private final SocketListener listener;
    private final Optional<CertificateWatch> certificate;
    private final List<Registry> registries = new ArrayList<>();
    private RMIConnectorServer connector; // null until it is made

    private Remote(HostPort where, RemoteSettings settings, AccessLog log, Optional<Keys> keys) throws IOException {
        this.where = where;
        this.settings = settings;
        this.log = log;
        Optional<Tls> tls = keys.isPresent() ? Optional.of(TlsSettings.of(keys.get(), settings)) : Optional.empty();
        Limits limits = Limits.of(settings.maxConnections(), settings.cpuPercent());
        cuts = new CutConnections(log);
        listener = new SocketListener(where.address(), tls, limits, cuts);
        certificate = keys.map(found -> new CertificateWatch(found.expires(), settings, Clock.systemUTC()));
    }

    /**
     * Listens. Whoever comes waits until {@link #serve}.
     *
     * @param where to listen
     * @param settings who may come in, and how
     * @param server whose MBeans are shown
     * @param log told of each login, and of each operation
     * @throws IOException with one line, when it cannot be opened as it should; then nothing listens
     */
    public static Remote open(HostPort where, RemoteSettings settings, MBeanServer server, AccessLog log)
            throws IOException {
        Precautions.take(where, settings);
        HostPort reached = where.reachedBy(settings.publicHost(), settings.publicPort());
        Optional<Keys> keys = settings.tls() ? Optional.of(TlsSettings.keys(reached, settings)) : Optional.empty();
        Remote remote = new Remote(where, settings, log, keys);
        try {
            remote.listen(reached, server);
            return remote;
        } catch (IOException | RuntimeException e) {
            remote.close();
            throw e instanceof IOException cause ? cause : new IOException(where + ": " + e, e);
        }
    }

    private void listen(HostPort reached, MBeanServer server) throws IOException {
        System.setProperty("java.rmi.server.hostname", reached.host());
        PasswordFile passwords = new PasswordFile(settings.passwords());
        FailedLogins failures = new FailedLogins(settings.maxFailedLogins(), System::nanoTime);
        Map<String, ?> environment = Map.of(
                JMXConnectorServer.AUTHENTICATOR,
                new Login(passwords, failures, log, cuts),
                "jmx.remote.x.server.connection.timeout",
                settings.idleSeconds() * 1000L);
        Callers callers = new Callers(passwords, log);
        RMIClientSocketFactory client = settings.tls() ? new SslRMIClientSocketFactory() : null;
        // RMI writes into its stubs the port that it is told, which is another one where ours is forwarded
        RMIServerSocketFactory sockets = told -> listener.createServerSocket(where.port());
        Sessions sessions = new Sessions(
                reached.port(), client, sockets, environment, new Filters(cuts), settings.maxConnections(), callers);
        connector = new RMIConnectorServer(
                new JMXServiceURL("rmi", where.host(), where.port()), environment, sessions, server);
        connector.setMBeanServerForwarder(AccessController.of(callers));
        connector.start();
        registries.add(FixedRegistry.open(reached.port(), client, sockets, sessions.toStub()));
        if (settings.tls() && !settings.registryTls()) {
            registries.add(FixedRegistry.open(reached.port(), null, listener.withoutTls(), sessions.toStub()));
        }
    }

    /** Lets them in. */
    public void serve() {
        listener.serve();
        certificate.ifPresent(watch -> watch.begin(Logger.getLogger(LOGGER_NAME)::warning));
    }

    /** {@return when the certificate expires, epoch milliseconds; 0 when there is none} */
    public long certificateExpiresMillis() {
        return certificate.map(watch -> watch.expires().toEpochMilli()).orElse(0L);
    }

    /** {@return one line on what works now and soon will not; empty otherwise} */
    public String warning() {
        return certificate.map(CertificateWatch::warning).orElse("");
    }

    @Override
    public void close() {
        try {
            for (Registry registry : registries) {
                UnicastRemoteObject.unexportObject(registry, true);
            }
            if (connector != null) {
                connector.stop();
            }
        } catch (IOException e) {
            // a client that cannot be told; its socket is closed next
        }
        listener.close();
        cuts.close();
        certificate.ifPresent(CertificateWatch::close);
    }
}
