// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.IOException;
import java.rmi.server.RMIClientSocketFactory;
import java.time.Clock;
import java.util.HashMap;
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
import org.proctrack.agent.mx.audit.Audit;
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

    private final SocketListener listener;
    private final RMIConnectorServer connector;
    private final List<FixedRegistry> registries;
    private final CutConnections cuts;
    private final Optional<CertificateWatch> certificate;

    private Remote(
            SocketListener listener,
            RMIConnectorServer connector,
            List<FixedRegistry> registries,
            CutConnections cuts,
            Optional<CertificateWatch> certificate) {
        this.listener = listener;
        this.connector = connector;
        this.registries = registries;
        this.cuts = cuts;
        this.certificate = certificate;
    }

    /**
     * Listens. Whoever comes waits until {@link #serve}.
     *
     * @param where to listen
     * @param settings who may come in, and how
     * @param server whose MBeans are shown
     * @param audit told of each login, and of each operation
     * @throws IOException with one line, when it cannot be opened as it should; then nothing listens
     */
    public static Remote open(HostPort where, RemoteSettings settings, MBeanServer server, Audit audit)
            throws IOException {
        Precautions.take(where, settings);
        PasswordFile passwords = new PasswordFile(settings.passwords());
        HostPort reached = where.reachedBy(settings.publicHost(), settings.publicPort());
        Optional<Keys> keys = settings.tls() ? Optional.of(TlsSettings.keys(reached, settings)) : Optional.empty();
        Optional<Tls> tls = keys.isPresent() ? Optional.of(TlsSettings.of(keys.get(), settings)) : Optional.empty();
        System.setProperty("java.rmi.server.hostname", reached.host());
        CutConnections cuts = new CutConnections(audit);
        SocketListener listener = new SocketListener(
                where.address(), tls, Limits.of(settings.maxConnections(), settings.cpuPercent()), cuts);
        RMIConnectorServer connector = null;
        try {
            RMIClientSocketFactory client = tls.isPresent() ? new SslRMIClientSocketFactory() : null;
            Login login =
                    new Login(passwords, new FailedLogins(settings.maxFailedLogins(), System::nanoTime), audit, cuts);
            Map<String, ?> environment = environment(login, settings);
            Callers callers = new Callers(passwords, audit);
            Sessions sessions = new Sessions(
                    where.port(),
                    client,
                    listener,
                    environment,
                    new Stubs(where, reached),
                    new Filters(cuts),
                    settings.maxConnections(),
                    callers,
                    audit);
            connector = new RMIConnectorServer(
                    new JMXServiceURL("rmi", where.host(), where.port()), environment, sessions, server);
            connector.setMBeanServerForwarder(AccessController.of(callers));
            connector.start();
            boolean both = settings.tls() && !settings.registryTls();
            return new Remote(
                    listener,
                    connector,
                    registries(where.port(), client, listener, both, sessions.toStub()),
                    cuts,
                    keys.map(found -> new CertificateWatch(found.expires(), settings, Clock.systemUTC())));
        } catch (IOException | RuntimeException e) {
            stop(connector);
            listener.close();
            cuts.close();
            throw e instanceof IOException cause ? cause : new IOException(where + ": " + e, e);
        }
    }

    private static List<FixedRegistry> registries(
            int port, RMIClientSocketFactory client, SocketListener listener, boolean both, java.rmi.Remote stub)
            throws IOException {
        FixedRegistry first = FixedRegistry.open(port, client, listener, stub);
        try {
            return both ? List.of(first, FixedRegistry.open(port, null, listener.withoutTls(), stub)) : List.of(first);
        } catch (IOException | RuntimeException e) {
            first.close();
            throw e;
        }
    }

    private static Map<String, ?> environment(Login login, RemoteSettings settings) {
        Map<String, Object> environment = new HashMap<>();
        environment.put(JMXConnectorServer.AUTHENTICATOR, login);
        environment.put("jmx.remote.x.server.connection.timeout", settings.idleSeconds() * 1000L);
        return environment;
    }

    private static void stop(RMIConnectorServer connector) {
        if (connector == null) {
            return;
        }
        try {
            connector.stop();
        } catch (IOException e) {
            // a client that cannot be told; its socket is closed next
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
        registries.forEach(FixedRegistry::close);
        stop(connector);
        listener.close();
        cuts.close();
        certificate.ifPresent(CertificateWatch::close);
    }
}
