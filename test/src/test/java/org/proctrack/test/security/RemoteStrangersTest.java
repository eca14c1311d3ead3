// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.rmi.NoSuchObjectException;
import java.rmi.registry.LocateRegistry;
import java.rmi.server.RemoteObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.remote.rmi.RMIConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Sockets;
import org.proctrack.test.support.remote.RemoteAgent;

/** Who has no password, before the agent's port. */
class RemoteStrangersTest {

    private static final int FLOOD = 1000;
    private static final int STRANGERS = 128;

    /** The beginning of a TLS record that says it has 512 bytes. */
    private static final byte[] HALF_HELLO = {22, 3, 1, 2, 0, 1, 0};

    private static final Pattern NUMBER = Pattern.compile("objID:\\[(?:[^\\[\\]]*, )?(-?\\d+)]");

    @TempDir
    private static Path directory;

    private static RemoteAgent agent;

    @BeforeAll
    static void start() {
        agent = RemoteAgent.start(directory);
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @AfterEach
    void leave() {
        agent.leave();
    }

    private static void work(MBeanServerConnection client) throws Exception {
        assertThat(client.getAttribute(Names.JOBS, "Count")).isEqualTo(0);
    }

    @Test
    void onePortIsOpenOnOneAddress() throws Exception {
        work(agent.as("admin"));
        assertThat(Sockets.listening(agent.pid())).isEqualTo(Set.of(agent.port()));
        assertThat(Run.of("ss", "-ltnpH").out().lines())
                .filteredOn(line -> line.contains("pid=" + agent.pid() + ","))
                .singleElement()
                .asString()
                .containsPattern("[ :\\[]127\\.0\\.0\\.1]?:" + agent.port() + " ");
        InetAddress another = InetAddress.getByName("127.0.0.2"); // of this machine, but not the one that was named
        assertThatThrownBy(() -> new Socket(another, agent.port()).close()).isInstanceOf(ConnectException.class);
    }

    @Test
    void plainTextOnTheTlsPort() throws Exception {
        MBeanServerConnection honest = agent.as("monitor");
        long before = agent.cuts("no TLS: ");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
            socket.getOutputStream().write("JRMI\0\2K".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(answer).as("an alert of TLS, at most").hasSizeLessThan(16);
        }
        assertThatThrownBy(() ->
                        LocateRegistry.getRegistry("127.0.0.1", agent.port()).list())
                .isInstanceOf(IOException.class);
        await().until(() -> agent.cuts("no TLS: ") >= before + 2);
        work(honest);
    }

    @Test
    void aThousandHalfOpenConnectionsKeepNobodyOut() throws Exception {
        MBeanServerConnection early = agent.as("monitor");
        List<Socket> flood = new ArrayList<>();
        try {
            CompletableFuture<Void> flooding = CompletableFuture.runAsync(() -> flood(flood));
            do {
                work(early);
                work(agent.as("operator"));
                agent.leave();
                early = agent.as("monitor");
            } while (!flooding.isDone());
            flooding.get();
            await().until(() -> agent.cuts("not logged in, and others are waiting") >= FLOOD - STRANGERS);
            work(early);
            work(agent.as("admin"));
        } finally {
            for (Socket socket : flood) {
                socket.close();
            }
        }
    }

    private static void flood(List<Socket> flood) {
        try {
            for (int i = 0; i < FLOOD; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port());
                flood.add(socket);
                if (i % 2 == 0) {
                    say(socket);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void say(Socket socket) {
        try {
            socket.getOutputStream().write(HALF_HELLO);
        } catch (IOException e) {
            // it had to make room already
        }
    }

    /** The registry gives the stub to everybody, and a URL may carry it; it opens nothing by itself. */
    @Test
    void aStolenStubIsNoLogin() throws Exception {
        String url = "/stub/" + Base64.getEncoder().encodeToString(bytes(agent.stub()));
        assertThatThrownBy(() -> agent.with(url, null)).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> agent.with(url, new String[] {"admin", "guess"}))
                .isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> agent.stub().newClient(null)).isInstanceOf(SecurityException.class);
        agent.told("op=login principal=\"\" from=127.0.0.1 verdict=refused message=\"log in with");
        agent.told("op=login principal=admin from=127.0.0.1 verdict=refused message=\"wrong user name or password");
        work(agent.with(url, RemoteAgent.credentials("monitor")).getMBeanServerConnection());
    }

    /** A session is an object of RMI's: who knows its number has it. The numbers are drawn at random, 64 bits of them. */
    @Test
    void anotherSessionCannotBeGuessed() throws Exception {
        List<RMIConnection> sessions = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            sessions.add(agent.stub().newClient(RemoteAgent.credentials("operator")));
            numbers.add(number(sessions.get(i)));
        }
        assertThat(numbers).doesNotHaveDuplicates();
        for (int i = 1; i < numbers.size(); i++) {
            assertThat(Math.abs((double) numbers.get(i) - numbers.get(i - 1)))
                    .as("no row of numbers: %s", numbers)
                    .isGreaterThan(1L << 32);
        }
        assertThat(with(sessions.get(0), numbers.get(0)).getMBeanCount(null))
                .as("the forged stub is a stub")
                .isPositive();
        for (long guess : List.of(numbers.get(0) + 1, numbers.get(0) - 1, 0L, 1L, 2L, 42L)) {
            assertThatThrownBy(() -> with(sessions.get(0), guess).getMBeanCount(null))
                    .isInstanceOf(NoSuchObjectException.class);
        }
        for (RMIConnection session : sessions) {
            session.close();
        }
        assertThatThrownBy(() -> with(sessions.get(0), numbers.get(0)).getMBeanCount(null))
                .as("over is over")
                .isInstanceOf(NoSuchObjectException.class);
    }

    private static long number(RMIConnection session) {
        String text = ((RemoteObject) session).getRef().remoteToString();
        Matcher matcher = NUMBER.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    /** The same stub with another number in it. */
    private static RMIConnection with(RMIConnection session, long number) throws Exception {
        byte[] stub = bytes(session);
        byte[] old = ByteBuffer.allocate(Long.BYTES).putLong(number(session)).array();
        int found = 0;
        for (int at = 0; at + Long.BYTES <= stub.length; at++) {
            if (ByteBuffer.wrap(stub, at, Long.BYTES).equals(ByteBuffer.wrap(old))) {
                ByteBuffer.wrap(stub).putLong(at, number);
                found++;
            }
        }
        assertThat(found).isEqualTo(1);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(stub))) {
            return (RMIConnection) in.readObject();
        }
    }

    private static byte[] bytes(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }
}
