// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.rmi.NoSuchObjectException;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry without TLS and an object with it, on one port. */
class PlainServerSocketTest {

    private static final ClientSockets SOCKETS = new ClientSockets(true);

    /** What is behind TLS. */
    public interface Secret extends Remote {
        String tell() throws RemoteException;
    }

    @TempDir
    private Path directory;

    private final Refused refused = new Refused();
    private final Secret secret = () -> "the secret";
    private SocketListener listener;
    private Registry registry;
    private int port;

    @BeforeEach
    void open() throws Exception {
        System.setProperty("java.rmi.server.hostname", "127.0.0.1");
        Path keys = Certificates.make(directory.resolve("server.p12"));
        ClientSockets.context = Certificates.client(keys, Optional.empty(), "TLS");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Tls tls = Tls.of(Certificates.load(keys), Certificates.PASSWORD, Optional.empty());
        Limits limits = new Limits(100, 20, Duration.ofSeconds(2), Duration.ofMinutes(5), 1024 * 1024, 100);
        listener = new SocketListener(InetAddress.getLoopbackAddress(), Optional.of(tls), limits, refused);
        Remote stub = UnicastRemoteObject.exportObject(secret, port, SOCKETS, listener);
        registry = LocateRegistry.createRegistry(port, null, listener.withoutTls());
        registry.rebind("secret", stub);
        listener.serve();
    }

    @AfterEach
    void close() throws Exception {
        UnicastRemoteObject.unexportObject(secret, true);
        UnicastRemoteObject.unexportObject(registry, true);
        listener.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("RMI TCP Accept-" + port)));
    }

    private Secret found() throws Exception {
        return (Secret) LocateRegistry.getRegistry("127.0.0.1", port).lookup("secret");
    }

    @Test
    void theWayIsTakenWithoutTlsAndTheCallWithIt() throws Exception {
        assertThat(found().tell()).isEqualTo("the secret");
        assertThat(found().tell()).isEqualTo("the secret");
        assertThat(refused.reasons()).isEmpty();
    }

    @Test
    void whatIsBehindTlsIsNotThereWithoutIt() throws Exception {
        Secret bare = withoutTls(found());
        assertThatThrownBy(bare::tell).isInstanceOf(NoSuchObjectException.class);
        assertThatThrownBy(() ->
                        LocateRegistry.getRegistry("127.0.0.1", port, SOCKETS).list())
                .as("nor the other way round")
                .isInstanceOf(NoSuchObjectException.class);
        assertThat(found().tell()).isEqualTo("the secret");
    }

    /** The same object at the same port; the JDK writes the factory of sockets into the stub. */
    private static Secret withoutTls(Secret stub) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes) {
            {
                enableReplaceObject(true);
            }

            @Override
            protected Object replaceObject(Object object) {
                return object instanceof ClientSockets ? null : object;
            }
        }) {
            out.writeObject(stub);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (Secret) in.readObject();
        }
    }

    @Test
    void whoSaysOneLetterOrNothingIsAStrangerStill() throws IOException {
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket letter = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket word = new Socket(InetAddress.getLoopbackAddress(), port)) {
            letter.getOutputStream().write('J');
            word.getOutputStream().write("JUNK junk".getBytes(StandardCharsets.US_ASCII));
            assertThat(word.getInputStream().read()).isEqualTo(-1);
            assertThat(letter.getInputStream().read()).isEqualTo(-1);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            refused.awaitReason("no RMI");
            refused.awaitReason("no login within 2 s");
            refused.awaitReason("silent for 2 s");
            await().until(() -> listener.connections() == 0);
        }
    }
}
