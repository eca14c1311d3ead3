// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same connector with TLS. */
class TlsTest {

    private static final ClientSockets SOCKETS = new ClientSockets(true);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int MIB = 1024 * 1024;

    @TempDir
    static Path directory;

    private static Path server;
    private static Path ann;

    private final Refused refused = new Refused();

    @BeforeAll
    static void makeCertificates() throws IOException, InterruptedException {
        server = Certificates.make(directory.resolve("server.p12"));
        ann = Certificates.make(directory.resolve("ann.p12"));
    }

    private TestConnector connector(Limits limits, boolean clientsShowCertificates)
            throws IOException, JMException, GeneralSecurityException {
        return new TestConnector(Optional.of(tls(clientsShowCertificates)), SOCKETS, limits, refused);
    }

    private static Tls tls(boolean clientsShowCertificates) throws IOException, GeneralSecurityException {
        return Tls.of(
                Certificates.load(server),
                Certificates.PASSWORD,
                clientsShowCertificates ? Optional.of(Certificates.trust(ann)) : Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientLogsInAndHisCallsKnowHim(String protocol) throws IOException, JMException, GeneralSecurityException {
        ClientSockets.context = Certificates.client(server, Optional.empty(), protocol);
        try (TestConnector connector = connector(Limits.of(10, 100), false);
                Caller caller = new Caller(connector.port(), SOCKETS)) {
            assertThat(caller.take(1000)).isEqualTo(1000);
            assertThat(caller.peer()).startsWith("127.0.0.1:").isNotEqualTo("127.0.0.1:" + connector.port());
        }
        assertThat(refused.reasons()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theCipherIsTheOneThatIsQuickWithoutAes(String protocol) throws Exception {
        SSLContext client = Certificates.client(server, Optional.empty(), protocol);
        try (TestConnector connector = connector(Limits.of(10, 100), false);
                SSLSocket usual = connect(client, connector);
                SSLSocket without = connect(client, connector)) {
            assertThat(usual.getEnabledCipherSuites()[0])
                    .as("what the client wants")
                    .contains("AES");
            assertThat(usual.getSession().getCipherSuite()).contains("CHACHA20");
            without.setEnabledCipherSuites(Stream.of(without.getEnabledCipherSuites())
                    .filter(suite -> !suite.contains("CHACHA20"))
                    .toArray(String[]::new));
            assertThat(without.getSession().getCipherSuite()).contains("AES");
        }
    }

    /** The handshake comes with the first question about the session. */
    private static SSLSocket connect(SSLContext client, TestConnector connector) throws IOException {
        return (SSLSocket) client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), connector.port());
    }

    @Test
    void oldVersionsAreRefused() throws IOException, JMException, GeneralSecurityException {
        try (TestConnector connector = connector(Limits.of(10, 100), false);
                Socket old = new Socket(InetAddress.getLoopbackAddress(), connector.port());
                Socket young = new Socket(InetAddress.getLoopbackAddress(), connector.port())) {
            young.getOutputStream().write(Hello.of(Hello.TLS_1_2));
            assertThat(Hello.answer(young)).startsWith(Hello.HANDSHAKE);
            old.getOutputStream().write(Hello.of(Hello.TLS_1_1));
            assertThat(Hello.answer(old)).startsWith(Hello.ALERT).endsWith(Hello.PROTOCOL_VERSION);
            refused.awaitReason("127.0.0.1 no TLS: ");
        }
    }

    @Test
    void plainTextGetsNowhere() throws IOException, JMException, GeneralSecurityException {
        try (TestConnector connector = connector(Limits.of(10, 100), false);
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), connector.port())) {
            plain.getOutputStream().write("JRMI\0\2K".getBytes(StandardCharsets.US_ASCII));
            refused.awaitReason("127.0.0.1 no TLS: ");
            assertThatThrownBy(() -> new Caller(connector.port(), new ClientSockets(false)))
                    .isInstanceOf(IOException.class);
            await().until(() -> refused.reasons().size() == 2);
        }
    }

    @Test
    void whoNeverShakesHandsIsCut() throws IOException, JMException, GeneralSecurityException {
        try (TestConnector connector = connector(new Limits(100, 20, Duration.ofMillis(300), LONG, MIB, 100), false);
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), connector.port());
                Socket half = new Socket(InetAddress.getLoopbackAddress(), connector.port())) {
            half.getOutputStream().write(Hello.of(Hello.TLS_1_2));
            await().until(() -> refused.reasons().size() == 2);
            assertThat(refused.reasons()).containsOnly("127.0.0.1 silent for 300 ms");
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(connector.listener().connections()).isZero();
        }
    }

    @Test
    void aClientNeedsTheRightCertificate() throws IOException, JMException, GeneralSecurityException {
        try (TestConnector connector = connector(Limits.of(10, 100), true)) {
            ClientSockets.context = Certificates.client(server, Optional.of(ann), "TLS");
            try (Caller caller = new Caller(connector.port(), SOCKETS)) {
                assertThat(caller.take(1000)).isEqualTo(1000);
            }
            assertThat(refused.reasons()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void noCertificateOrAnUnknownOneIsRefused(String protocol)
            throws IOException, JMException, GeneralSecurityException {
        try (TestConnector connector = connector(Limits.of(10, 100), true)) {
            ClientSockets.context = Certificates.client(server, Optional.empty(), protocol);
            assertThatThrownBy(() -> new Caller(connector.port(), SOCKETS)).isInstanceOf(IOException.class);
            await().until(() -> refused.reasons().size() == 1);
            ClientSockets.context = Certificates.client(server, Optional.of(server), protocol);
            assertThatThrownBy(() -> new Caller(connector.port(), SOCKETS)).isInstanceOf(IOException.class);
            await().until(() -> refused.reasons().size() == 2);
            assertThat(refused.reasons()).allMatch(reason -> reason.startsWith("127.0.0.1 no TLS: "));
        }
    }

    @Test
    void aRequestIsMeasuredAboveTls() throws IOException, GeneralSecurityException {
        SSLContext client = Certificates.client(server, Optional.empty(), "TLSv1.3");
        try (SocketListener listener = new SocketListener(
                        InetAddress.getLoopbackAddress(),
                        Optional.of(tls(false)),
                        new Limits(10, 10, LONG, LONG, MIB, 100),
                        refused);
                ServerSocket listening = listener.createServerSocket(0)) {
            listener.serve();
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> readAll(listening));
            try (SSLSocket socket =
                    (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", listening.getLocalPort())) {
                assertThatThrownBy(() -> sendChangingKeys(socket)).isInstanceOf(IOException.class);
            }
            reading.join();
            assertThat(refused.reasons()).containsExactly("127.0.0.1 a request of more than 1048576 bytes");
        }
    }

    private static void readAll(ServerSocket listening) {
        try (Socket connection = listening.accept()) {
            connection.getInputStream().readAllBytes();
        } catch (SocketException e) {
            // cut
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** After each piece the server answers with its own new key. */
    private static void sendChangingKeys(SSLSocket socket) throws IOException {
        for (int i = 0; i < 128; i++) {
            socket.getOutputStream().write(new byte[MIB / 16]);
            socket.startHandshake();
        }
    }
}
