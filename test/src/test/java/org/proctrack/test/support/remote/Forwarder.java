// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Another port of the loopback address that leads to the agent's, as those of {@code docker -p} and {@code ssh -L}. */
public final class Forwarder implements AutoCloseable {

    private final ServerSocket here;
    private volatile int there;
    private volatile boolean cut;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Forwarder(ServerSocket here) {
        this.here = here;
    }

    /** Listens, and leads nowhere yet. */
    public static Forwarder open() {
        try {
            Forwarder forwarder = new Forwarder(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            thread(forwarder::accept);
            return forwarder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on it leads to this port. */
    public void to(int port) {
        there = port;
    }

    /** {@return where it listens} */
    public int port() {
        return here.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = here.accept();
            Socket agent = new Socket(InetAddress.getLoopbackAddress(), there);
            open.add(client);
            open.add(agent);
            if (cut) { // it may have looked before these two were among the open ones
                client.close();
                agent.close();
            }
            thread(() -> copy(client, agent));
            thread(() -> copy(agent, client));
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // one of both is closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        cut();
    }

    /** Nothing comes through any more. */
    public void cut() {
        cut = true;
        try {
            here.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
