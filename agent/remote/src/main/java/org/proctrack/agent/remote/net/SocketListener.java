// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.rmi.server.RMIServerSocketFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The way in for remote clients: listens on one address, with TLS or without, and lets in as much as its limits say,
 * once it serves. It equals itself alone, so all objects that RMI exports with the same listener, client sockets and port share one
 * listening socket.
 */
public final class SocketListener implements RMIServerSocketFactory, AutoCloseable {

    private final InetAddress address;
    private final Optional<Tls> tls;
    private final Limits limits;
    private final ClientConnections connections;
    private final List<RemoteServerSocket> sockets = new ArrayList<>();
    private final CountDownLatch serving = new CountDownLatch(1);
    private boolean closed;

    /**
     * A listener at which nothing listens, yet.
     *
     * @param address to listen on
     * @param tls without it, connections are plain text
     * @param limits for all connections together
     * @param refusals is told of each connection that was turned away or cut
     */
    public SocketListener(InetAddress address, Optional<Tls> tls, Limits limits, Refusals refusals) {
        this.address = address;
        this.tls = tls;
        this.limits = limits;
        this.connections = new ClientConnections(limits, refusals);
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        synchronized (sockets) {
            if (closed) {
                throw new IOException("closed");
            }
            RemoteServerSocket socket = new RemoteServerSocket(address, port, tls, limits, connections, serving);
            sockets.add(socket);
            return socket;
        }
    }

    /**
     * {@return a way in for those who speak RMI without TLS, by the same port} What is exported with it is all that they
     * reach. To be used once, before {@link #serve}.
     */
    public RMIServerSocketFactory withoutTls() {
        return port -> {
            PlainServerSocket socket = new PlainServerSocket(port);
            connections.plainSocket(socket);
            return socket;
        };
    }

    /** Until now who connected was kept waiting, by the kernel. */
    public void serve() {
        serving.countDown();
    }

    /**
     * The call on this thread comes from somebody who has logged in: his connection is no stranger's any more, unless he
     * has his share of them. One more is served as well, as long as strangers are.
     */
    public static void welcome(String user) {
        ClientConnection.served().ifPresent(connection -> connection.welcome(user));
    }

    /** So long other threads worked for this one, which counts as its own processor time. */
    public static void worked(long nanos) {
        ClientConnection.served().ifPresent(connection -> connection.worked(nanos));
    }

    /** {@return address and port of the client whose call this thread serves} */
    public static Optional<InetSocketAddress> peer() {
        return ClientConnection.served().map(ClientConnection::address);
    }

    /** {@return how many connections are open} */
    public int connections() {
        return connections.count();
    }

    /** Closes all sockets, those that listen and those that were accepted; no more can be made. */
    @Override
    public void close() {
        synchronized (sockets) {
            closed = true;
            sockets.forEach(SocketListener::shut);
            sockets.clear();
            serving.countDown(); // whoever waits at one of them sees that it is closed
        }
        connections.close();
    }

    private static void shut(RemoteServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop listening", e);
        }
    }
}
