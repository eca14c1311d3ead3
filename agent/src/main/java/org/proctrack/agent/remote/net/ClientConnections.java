// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.proctrack.agent.text.Printable;

/** All connections that are open, in the order of their arrival, and the thread that watches their time. */
final class ClientConnections implements AutoCloseable {

    private static final long LONGEST_TICK_MILLIS = 1000;
    private static final int TICKS = 4;
    private static final int LONGEST_REASON = 200;

    private final Limits limits;
    private final Refusals refusals;
    private final CpuQuota quota;
    private final Set<ClientConnection> inside = new LinkedHashSet<>();
    private volatile PlainServerSocket plainSocket; // null unless somebody may come without TLS
    private Thread watch;
    private boolean closed;

    ClientConnections(Limits limits, Refusals refusals) {
        this.limits = limits;
        this.refusals = refusals;
        this.quota = new CpuQuota(limits.cpuPercent(), System::nanoTime);
    }

    CpuQuota quota() {
        return quota;
    }

    /**
     * Lets one in; where there is no room, a stranger gives way.
     *
     * @return whether it was let in; else it is closed
     */
    boolean admit(ClientConnection connection) {
        Optional<ClientConnection> leaver = Optional.empty();
        boolean admitted;
        synchronized (inside) {
            boolean room = inside.size() < limits.sockets() && strangers().size() < limits.strangers();
            if (!room) {
                leaver = expendable();
            }
            admitted = !closed && (room || leaver.isPresent());
            if (admitted) {
                leaver.ifPresent(inside::remove);
                inside.add(connection);
                inside.notifyAll();
            }
        }
        leaver.ifPresent(stranger -> stranger.cut("not logged in, and others are waiting"));
        if (!admitted) {
            turnAway(connection);
        }
        return admitted;
    }

    /** From now on, connections without TLS go on at this socket. */
    void plainSocket(PlainServerSocket socket) {
        plainSocket = socket;
    }

    boolean hasPlainSocket() {
        return plainSocket != null;
    }

    /** One that came for TLS turned out to be without: in his place comes the same connection as it is. */
    void passOn(ClientConnection left, ClientConnection plain) throws IOException {
        left(left);
        if (admit(plain)) {
            plainSocket.pass(plain);
        }
    }

    private void turnAway(ClientConnection connection) {
        synchronized (inside) {
            if (closed) {
                connection.leave(); // nobody is to blame
                return;
            }
        }
        connection.cut("more than " + limits.sockets() + " connections");
    }

    /** {@return whether a stranger was found that could be sent away, to make room for others} */
    boolean sendOneAway() {
        Optional<ClientConnection> leaver;
        synchronized (inside) {
            leaver = expendable();
        }
        leaver.ifPresent(stranger -> stranger.cut("not logged in, and out of file descriptors"));
        return leaver.isPresent();
    }

    /**
     * The stranger who gives way: of the address that has most of them, of those the one who came least far, and of
     * those the oldest. So a flood meets its own connections before those of anybody else.
     */
    private Optional<ClientConnection> expendable() {
        List<ClientConnection> strangers = strangers();
        Map<InetAddress, Long> crowds = strangers.stream()
                .collect(Collectors.groupingBy(ClientConnection::getInetAddress, Collectors.counting()));
        return strangers.stream()
                .min(Comparator.comparing((ClientConnection stranger) -> -crowds.get(stranger.getInetAddress()))
                        .thenComparing(stranger -> stranger.state().standing()));
    }

    private List<ClientConnection> strangers() {
        return inside.stream()
                .filter(connection -> !connection.state().isKnown())
                .toList();
    }

    /** Of what is kept for those who have logged in, one user has at most half: else he could keep all others out. */
    void know(ClientConnection connection, String user) {
        synchronized (inside) {
            long has = inside.stream().filter(other -> other.state().isOf(user)).count();
            if (has < Math.max(1, (limits.sockets() - limits.strangers()) / 2)) {
                connection.state().loggedIn(user);
            }
        }
    }

    void left(ClientConnection connection) {
        synchronized (inside) {
            inside.remove(connection);
        }
    }

    /** Tells of one that was turned away or cut, in printable words: some are those of the client's certificate. */
    void refused(InetAddress from, String reason) {
        String words = Printable.line(reason);
        try {
            refusals.refused(from, words.substring(0, Math.min(words.length(), LONGEST_REASON)));
        } catch (RuntimeException e) {
            // whoever counts must not keep the next one out
        }
    }

    int count() {
        synchronized (inside) {
            return inside.size();
        }
    }

    /** Begins to watch, if nobody does. */
    void watch() {
        synchronized (inside) {
            if (watch == null && !closed) {
                watch = new Thread(null, this::run, "proctrack-jmx-watch", 0, false);
                watch.setDaemon(true);
                watch.start();
            }
        }
    }

    private void run() {
        try {
            for (List<ClientConnection> connections = afterTick(); !connections.isEmpty(); connections = afterTick()) {
                long now = System.nanoTime();
                connections.forEach(connection -> connection.check(now));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it is closed
        }
    }

    /** {@return who is inside, a tick after somebody was, or nobody at the end} */
    private List<ClientConnection> afterTick() throws InterruptedException {
        Duration shorter = limits.idle().compareTo(limits.strangerTime()) < 0 ? limits.idle() : limits.strangerTime();
        TimeUnit.MILLISECONDS.sleep(Math.max(1, Math.min(LONGEST_TICK_MILLIS, shorter.toMillis() / TICKS)));
        synchronized (inside) {
            while (inside.isEmpty() && !closed) {
                inside.wait();
            }
            return closed ? List.of() : List.copyOf(inside);
        }
    }

    /** Lets nobody in any more, and closes what is open. */
    @Override
    public void close() {
        List<ClientConnection> all;
        synchronized (inside) {
            closed = true;
            all = List.copyOf(inside);
            inside.notifyAll();
            if (watch != null) {
                watch.interrupt();
            }
        }
        all.forEach(ClientConnection::leave);
    }
}
