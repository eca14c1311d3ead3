// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A listening socket. Whatever one client does, the next one is accepted. */
final class RemoteServerSocket extends ServerSocket {

    /** Connections that the kernel keeps until they are accepted. */
    private static final int BACKLOG = 512;

    private final Optional<Tls> tls;
    private final Limits limits;
    private final ClientConnections connections;
    private final CountDownLatch serving;

    RemoteServerSocket(Optional<Tls> tls, Limits limits, ClientConnections connections, CountDownLatch serving)
            throws IOException {
        this.tls = tls;
        this.limits = limits;
        this.connections = connections;
        this.serving = serving;
    }

    void open(InetAddress address, int port) throws IOException {
        bind(new InetSocketAddress(address, port), BACKLOG);
    }

    @Override
    public Socket accept() throws IOException {
        awaitServing();
        while (true) {
            ClientConnection connection = new ClientConnection(next(), tls, limits, connections);
            if (connections.admit(connection)) {
                return connection;
            }
        }
    }

    private void awaitServing() throws IOException {
        try {
            serving.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    /** RMI pauses after exceptions, so there is one only if nobody can be sent away for the file that is missing. */
    private Socket next() throws IOException {
        while (true) {
            try {
                return super.accept();
            } catch (IOException e) {
                if (isClosed() || !connections.sendOneAway()) {
                    throw e;
                }
            }
        }
    }
}
