// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many that connect and say nothing. */
class FloodTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int FLOOD = 1000;
    private static final Limits LIMITS = new Limits(100, 64, LONG, LONG, 1024 * 1024, 100);

    @TempDir
    Path directory;

    private final Refused refused = new Refused();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aThousandHalfOpenConnectionsKeepNobodyOut(boolean withTls) throws Exception {
        long others = SocketListenerTest.serving();
        ClientSockets sockets = new ClientSockets(withTls);
        List<Socket> flood = new ArrayList<>();
        try (TestConnector connector = new TestConnector(tls(withTls), sockets, LIMITS, refused);
                Caller early = new Caller(connector.port(), sockets)) {
            CompletableFuture<Void> flooding = CompletableFuture.runAsync(() -> flood(flood, connector.port()));
            do {
                work(connector, sockets, early);
            } while (!flooding.isDone());
            flooding.get();
            await().atMost(Duration.ofSeconds(60)).until(() -> turnedAway() >= FLOOD - LIMITS.strangers());
            work(connector, sockets, early);
            await().until(() -> SocketListenerTest.serving() <= others + LIMITS.strangers() + 4L);
            assertThat(connector.listener().connections()).isGreaterThan(LIMITS.strangers() - 1);
        } finally {
            for (Socket socket : flood) {
                socket.close();
            }
        }
    }

    private Optional<Tls> tls(boolean with) throws Exception {
        if (!with) {
            return Optional.empty();
        }
        Path keys = Certificates.make(directory.resolve("keys.p12"));
        ClientSockets.context = Certificates.client(keys, Optional.empty(), "TLS");
        return Optional.of(Tls.of(Certificates.load(keys), Certificates.PASSWORD, Optional.empty()));
    }

    private static void work(TestConnector connector, ClientSockets sockets, Caller early) throws Exception {
        try (Caller late = new Caller(connector.port(), sockets)) {
            assertThat(late.take(1000) + early.take(1000)).isEqualTo(2000);
        }
    }

    private static void flood(List<Socket> flood, int port) {
        try {
            for (int i = 0; i < FLOOD; i++) {
                flood.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long turnedAway() {
        return refused.reasons().stream()
                .filter(reason -> reason.contains("not logged in, and others are waiting"))
                .count();
    }
}
