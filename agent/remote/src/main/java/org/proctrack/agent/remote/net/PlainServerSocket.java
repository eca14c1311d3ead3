// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Where connections without TLS go on, that came to the socket of those with it. To RMI it is another listening socket, so
 * that what is exported there is all that they reach. It has no socket of its own.
 */
final class PlainServerSocket extends ServerSocket {

    private final int port;
    private final Socket end = new Socket();
    private final BlockingQueue<Socket> waiting = new LinkedBlockingQueue<>();

    PlainServerSocket(int port) throws IOException {
        this.port = port;
    }

    /** Somebody comes; strangers are bounded by who lets them in. */
    void pass(Socket connection) throws IOException {
        waiting.add(connection);
        if (isClosed() && waiting.remove(connection)) {
            connection.close();
        }
    }

    @Override
    public Socket accept() throws IOException {
        try {
            Socket next = waiting.take();
            if (next == end) {
                waiting.add(next); // for whoever else waits
                throw new SocketException("closed");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketException("interrupted");
        }
    }

    @Override
    public int getLocalPort() {
        return port;
    }

    @Override
    public void close() throws IOException {
        super.close();
        waiting.add(end);
    }
}
