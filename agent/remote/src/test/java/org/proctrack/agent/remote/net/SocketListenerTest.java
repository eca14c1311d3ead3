// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.management.JMException;
import org.junit.jupiter.api.Test;

/** A real connector on real sockets, without TLS. */
class SocketListenerTest {

    private static final ClientSockets SOCKETS = new ClientSockets(false);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int MIB = 1024 * 1024;

    private final Refused refused = new Refused();

    private TestConnector connector(Limits limits) throws IOException, JMException {
        return new TestConnector(Optional.empty(), SOCKETS, limits, refused);
    }

    @Test
    void registryAndServerListenOnOneSocketOfTheAddress() throws IOException, JMException {
        Set<String> before = listening();
        try (TestConnector connector = connector(Limits.of(10, 100));
                Caller caller = new Caller(connector.port(), SOCKETS)) {
            Set<String> after = listening();
            after.removeAll(before);
            assertThat(after).containsExactly("0100007F:%04X".formatted(connector.port()));
            assertThat(caller.take(1000)).isEqualTo(1000);
        }
        assertThat(listening()).isEqualTo(before);
        assertThat(refused.reasons()).isEmpty();
    }

    /** What this process listens on, as the kernel sees it. */
    private static Set<String> listening() throws IOException {
        Set<String> inodes = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                try {
                    inodes.add(Files.readSymbolicLink(file).toString().replaceAll("socket:\\[(\\d+)]", "$1"));
                } catch (IOException e) {
                    // that of the directory itself
                }
            }
        }
        Set<String> found = new TreeSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] words = line.strip().split("\\s+", -1);
                if (words[3].equals("0A") && inodes.contains(words[9])) {
                    found.add(words[1].replaceAll("0{16}FFFF0000(.{8}:)", "$1"));
                }
            }
        }
        return found;
    }

    @Test
    void aCallKnowsItsClientAndNobodyElseIsServed() throws IOException, JMException {
        try (TestConnector connector = connector(Limits.of(10, 100));
                Caller caller = new Caller(connector.port(), SOCKETS)) {
            String peer = caller.peer();
            assertThat(peer).startsWith("127.0.0.1:").isNotEqualTo("127.0.0.1:" + connector.port());
            assertThat(clients(connector.port())).contains(Integer.parseInt(peer.substring(peer.indexOf(':') + 1)));
            assertThat(SocketListener.peer()).isEmpty();
        }
    }

    /** The ports from which somebody is connected to one. */
    private static List<Integer> clients(int port) throws IOException {
        List<Integer> found = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] words = line.strip().split("\\s+", -1);
                if (words[3].equals("01") && words[2].endsWith(":%04X".formatted(port))) {
                    found.add(Integer.parseInt(words[1].substring(words[1].indexOf(':') + 1), 16));
                }
            }
        }
        return found;
    }

    @Test
    void aRequestThatIsTooLongIsCutWhileOthersGoOn() throws IOException, JMException {
        try (TestConnector connector = connector(new Limits(100, 20, LONG, LONG, MIB, 100));
                Caller greedy = new Caller(connector.port(), SOCKETS);
                Caller modest = new Caller(connector.port(), SOCKETS)) {
            for (int i = 0; i < 3; i++) {
                assertThat(modest.take(MIB / 2)).isEqualTo(MIB / 2);
            }
            assertThatThrownBy(() -> greedy.take(2 * MIB)).isInstanceOf(IOException.class);
            refused.awaitReason("127.0.0.1 a request of more than 1048576 bytes");
            assertThat(modest.take(MIB / 2)).isEqualTo(MIB / 2);
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsUpItselfOnly() throws Exception {
        ClientSockets.latch = new CountDownLatch(1);
        try (TestConnector connector = connector(new Limits(100, 20, LONG, Duration.ofSeconds(2), MIB, 100));
                Caller slow = new Caller(connector.port(), SOCKETS)) {
            CompletableFuture<Integer> answer = new CompletableFuture<>();
            Thread reader = new Thread(() -> ask(slow, answer), ClientSockets.SLOW_READER);
            reader.start();
            try {
                await().until(() -> isWriting());
                try (Caller quick = new Caller(connector.port(), SOCKETS)) {
                    assertThat(quick.give(MIB)).isEqualTo(MIB);
                }
                refused.awaitReason("idle for 2 s");
                await().until(() -> !isWriting());
            } finally {
                ClientSockets.latch.countDown();
                reader.join();
            }
            assertThat(answer).isCompletedExceptionally();
            assertThat(slow.take(1000)).isEqualTo(1000);
        }
    }

    private static void ask(Caller caller, CompletableFuture<Integer> answer) {
        try {
            answer.complete(caller.give(64 * MIB));
        } catch (IOException | JMException e) {
            answer.completeExceptionally(e);
        }
    }

    private static boolean isWriting() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(frame -> frame.getClassName().equals(ConnectionOutput.class.getName()));
    }

    @Test
    void anIdleClientIsCut() throws IOException, JMException {
        try (TestConnector connector = connector(new Limits(100, 20, LONG, SHORT, MIB, 100));
                Caller caller = new Caller(connector.port(), SOCKETS)) {
            assertThat(caller.take(1000)).isEqualTo(1000);
            refused.awaitReason("127.0.0.1 idle for 300 ms");
            await().until(() -> connector.listener().connections() == 0);
            assertThat(caller.take(1000)).as("RMI connects again").isEqualTo(1000);
        }
    }

    @Test
    void whoHasNotLoggedInIsCutInTime() throws IOException, JMException {
        try (TestConnector connector = connector(new Limits(100, 20, SHORT, LONG, MIB, 100));
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), connector.port());
                Socket trickle = new Socket(InetAddress.getLoopbackAddress(), connector.port());
                Caller caller = new Caller(connector.port(), SOCKETS)) {
            trickle.getOutputStream().write("JRMI".getBytes(StandardCharsets.US_ASCII));
            refused.awaitReason("silent for 300 ms");
            refused.awaitReason("no login within 300 ms");
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            await().until(() -> connector.listener().connections() <= 1);
            assertThat(caller.take(1000)).isEqualTo(1000);
            assertThat(refused.reasons()).hasSize(2);
        }
    }

    @Test
    void whatIsNoRmiIsCounted() throws IOException, JMException {
        try (TestConnector connector = connector(Limits.of(10, 100));
                Socket tls = new Socket(InetAddress.getLoopbackAddress(), connector.port())) {
            tls.getOutputStream().write(Hello.of(Hello.TLS_1_2));
            refused.awaitReason("127.0.0.1 no RMI");
            assertThat(Hello.answer(tls)).isEmpty();
        }
    }

    @Test
    void closesAllThatIsOpen() throws IOException, JMException {
        long others = serving(); // connections of other tests' servers stay open for a while
        TestConnector connector = connector(Limits.of(10, 100));
        try (Socket half = new Socket(InetAddress.getLoopbackAddress(), connector.port());
                Caller caller = new Caller(connector.port(), SOCKETS)) {
            assertThat(caller.take(1000)).isEqualTo(1000);
            await().until(() -> connector.listener().connections() == 2);
            connector.close();
            assertThat(half.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(() -> caller.take(1000)).isInstanceOf(IOException.class);
            assertThat(connector.listener().connections()).isZero();
            await().until(() -> serving() <= others);
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("proctrack-jmx-watch")));
            assertThatThrownBy(() -> connector.listener().createServerSocket(connector.port()))
                    .hasMessage("closed");
        } catch (IOException e) {
            assertThat(connector.listener().connections())
                    .as("closing a caller whom nobody hears")
                    .isZero();
        }
        assertThat(refused.reasons()).isEmpty();
    }

    /** RMI's threads that have a connection now. */
    static long serving() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("RMI TCP Connection\\(\\d+\\).*"))
                .count();
    }
}
