// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
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

    RemoteServerSocket(
            InetAddress address,
            int port,
            Optional<Tls> tls,
            Limits limits,
            ClientConnections connections,
            CountDownLatch serving)
            throws IOException {
        super(port, BACKLOG, address);
        this.tls = tls;
        this.limits = limits;
        this.connections = connections;
        this.serving = serving;
    }

    @Override
    public Socket accept() throws IOException {
        awaitServing();
        while (true) {
            ClientConnection connection = new ClientConnection(super.accept(), tls, limits, connections);
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
}
