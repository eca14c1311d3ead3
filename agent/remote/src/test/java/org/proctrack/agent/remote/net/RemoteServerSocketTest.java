// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is let in and who gives way; the test itself is what serves the connections. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // who waits in accept() hears no interrupt
class RemoteServerSocketTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final Refused refused = new Refused();
    private final List<Socket> clients = new ArrayList<>();
    private SocketListener listener;
    private ServerSocket listening;

    private void open(Limits limits) throws IOException {
        listener = new SocketListener(InetAddress.getByName("0.0.0.0"), Optional.empty(), limits, refused);
        listening = listener.createServerSocket(0);
        listener.serve();
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void whoComesEarlyWaitsUntilItServes() throws IOException {
        listener = new SocketListener(
                InetAddress.getByName("0.0.0.0"), Optional.empty(), new Limits(2, 2, LONG, LONG, 1000, 100), refused);
        listening = listener.createServerSocket(0);
        Socket early = visit("127.0.0.1");
        CompletableFuture<Socket> next = CompletableFuture.supplyAsync(this::accept);
        assertThat(next).isNotDone();
        listener.serve();
        assertThat(next.join().getPort()).isEqualTo(early.getLocalPort());
    }

    @Test
    void whoWaitsIsReleasedByTheEnd() throws IOException {
        listener = new SocketListener(
                InetAddress.getByName("0.0.0.0"), Optional.empty(), new Limits(2, 2, LONG, LONG, 1000, 100), refused);
        listening = listener.createServerSocket(0);
        CompletableFuture<Socket> next = CompletableFuture.supplyAsync(this::accept);
        listener.close();
        assertThat(next).failsWithin(Duration.ofSeconds(20));
    }

    @Test
    void oneUserHasHalfOfWhatIsKeptForUsers() throws Exception {
        open(new Limits(6, 2, LONG, LONG, 1000, 100));
        assertThat(isKnownAs("ann")).isTrue();
        assertThat(isKnownAs("ann")).isTrue();
        assertThat(isKnownAs("ann")).as("served, and the first to give way").isFalse();
        assertThat(isKnownAs("bob")).isTrue();
    }

    private boolean isKnownAs(String user) throws IOException {
        Socket client = visit("127.0.0.1");
        ClientConnection served = (ClientConnection) accept();
        say(client, served);
        SocketListener.welcome(user);
        return served.state().isKnown();
    }

    @Test
    void whoeverHasLoggedInStaysAndTheNextIsTurnedAway() throws IOException {
        open(new Limits(2, 2, LONG, LONG, 1000, 100));
        Socket first = visit("127.0.0.1");
        Socket served = listening.accept();
        logIn(first, served);
        logIn(visit("127.0.0.1"), listening.accept());
        Socket third = visit("127.0.0.1");
        CompletableFuture<Socket> next = CompletableFuture.supplyAsync(this::accept);
        refused.awaitReason("127.0.0.1 more than 2 connections");
        assertThat(isCut(third)).isTrue();
        served.close();
        Socket fourth = visit("127.0.0.1");
        assertThat(next.join().getPort()).isEqualTo(fourth.getLocalPort());
    }

    @Test
    void theOldestStrangerGivesWay() throws IOException {
        open(new Limits(10, 2, LONG, LONG, 1000, 100));
        Socket oldest = visit("127.0.0.1");
        listening.accept();
        visit("127.0.0.1");
        Socket young = listening.accept();
        visit("127.0.0.1");
        Socket youngest = listening.accept();
        assertThat(isCut(oldest)).isTrue();
        assertThat(List.of(young.isClosed(), youngest.isClosed())).containsOnly(false);
        assertThat(refused.reasons()).containsExactly("127.0.0.1 not logged in, and others are waiting");
    }

    @Test
    void strangersGiveWayAlsoWhereAllPlacesAreTaken() throws IOException {
        open(new Limits(2, 2, LONG, LONG, 1000, 100));
        Socket known = visit("127.0.0.1");
        Socket served = listening.accept();
        logIn(known, served);
        Socket stranger = visit("127.0.0.1");
        listening.accept();
        visit("127.0.0.1");
        assertThat(listening.accept().isClosed()).isFalse();
        assertThat(isCut(stranger)).isTrue();
        assertThat(served.isClosed()).isFalse();
    }

    @Test
    void aCrowdMeetsItsOwn() throws IOException {
        open(new Limits(10, 3, LONG, LONG, 1000, 100));
        visit("127.0.0.2");
        Socket alone = listening.accept();
        Socket first = visit("127.0.0.1");
        for (int i = 0; i < 3; i++) {
            listening.accept();
            visit("127.0.0.1");
        }
        listening.accept();
        assertThat(isCut(first)).isTrue();
        assertThat(alone.isClosed()).isFalse();
        assertThat(refused.reasons())
                .allMatch(reason -> reason.startsWith("127.0.0.1"))
                .hasSize(2);
    }

    @Test
    void whoIsBeingServedStaysLongerThanWhoSaysNothing() throws IOException {
        open(new Limits(10, 2, LONG, LONG, 1000, 100));
        Socket speaker = visit("127.0.0.1");
        Socket served = listening.accept();
        say(speaker, served);
        Socket silent = visit("127.0.0.1");
        listening.accept();
        visit("127.0.0.1");
        listening.accept();
        assertThat(isCut(silent)).isTrue();
        assertThat(served.isClosed()).isFalse();
    }

    @Test
    void nobodyIsServedAfterTheEnd() throws IOException {
        open(new Limits(2, 2, LONG, LONG, 1000, 100));
        Socket client = visit("127.0.0.1");
        Socket served = listening.accept();
        say(client, served);
        assertThat(SocketListener.peer()).contains((InetSocketAddress) client.getLocalSocketAddress());
        served.close();
        assertThat(SocketListener.peer()).isEmpty();
        assertThat(listener.connections()).isZero();
    }

    @Test
    void nobodyWaitsLongerThanTheIdleTime() throws IOException {
        open(new Limits(2, 2, LONG, Duration.ofSeconds(7), 1000, 100));
        visit("127.0.0.1");
        Socket served = listening.accept();
        served.setSoTimeout(7_200_000);
        assertThat(served.getSoTimeout()).isEqualTo(7000);
        served.setSoTimeout(0);
        assertThat(served.getSoTimeout()).isEqualTo(7000);
        served.setSoTimeout(5);
        assertThat(served.getSoTimeout()).isEqualTo(5);
    }

    private Socket visit(String from) throws IOException {
        Socket client = new Socket("127.0.0.1", listening.getLocalPort(), InetAddress.getByName(from), 0);
        client.setSoTimeout(10_000);
        clients.add(client);
        return client;
    }

    private Socket accept() {
        try {
            return listening.accept();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void say(Socket client, Socket served) throws IOException {
        client.getOutputStream().write(1);
        assertThat(served.getInputStream().read()).isEqualTo(1);
    }

    private static void logIn(Socket client, Socket served) throws IOException {
        say(client, served);
        SocketListener.welcome("user " + System.nanoTime());
    }

    private static boolean isCut(Socket client) throws IOException {
        try {
            return client.getInputStream().read() == -1;
        } catch (SocketException e) {
            return true; // reset
        }
    }
}
