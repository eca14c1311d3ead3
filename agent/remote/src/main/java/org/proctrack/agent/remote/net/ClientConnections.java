// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.proctrack.agent.text.Printable;

/**
 * All connections that are open, in the order of their arrival, and the thread that watches their time. A thousand
 * half-open ones make room for each other, clients that stop reading are cut, and one user cannot keep out the others.
 */
final class ClientConnections implements AutoCloseable {

    private static final long LONGEST_TICK_MILLIS = 1000;
    private static final int TICKS = 4;
    private static final int LONGEST_REASON = 200;

    private final Limits limits;
    private final Refusals refusals;
    private final CpuQuota quota;
    private final Set<ClientConnection> inside = new LinkedHashSet<>();
    private volatile PlainServerSocket plainSocket; // null unless somebody may come without TLS
    private final ScheduledExecutorService watch = new ScheduledThreadPoolExecutor(1, ClientConnections::watcher);
    private final long tickMillis;
    private boolean watched; // guarded by inside, as the next one
    private boolean closed;

    ClientConnections(Limits limits, Refusals refusals) {
        this.limits = limits;
        this.refusals = refusals;
        this.quota = new CpuQuota(limits.cpuPercent(), System::nanoTime);
        long shorter = Math.min(limits.idle().toMillis(), limits.strangerTime().toMillis());
        this.tickMillis = Math.max(1, Math.min(LONGEST_TICK_MILLIS, shorter / TICKS));
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
            if (closed) {
                connection.leave(); // nobody is to blame
                return false;
            }
            admitted = inside.size() < limits.sockets() && strangers().size() < limits.strangers();
            if (!admitted) {
                leaver = expendable();
                leaver.ifPresent(inside::remove);
                admitted = leaver.isPresent();
            }
            if (admitted) {
                inside.add(connection);
                if (!watched) {
                    watch();
                }
            }
        }
        leaver.ifPresent(stranger -> stranger.cut("not logged in, and others are waiting"));
        if (!admitted) {
            connection.cut("more than " + limits.sockets() + " connections");
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

    /** Looks at all who are inside once a tick, as long as somebody is. */
    @SuppressWarnings("FutureReturnValueIgnored") // the next look is scheduled before this one could fail
    private void watch() {
        List<ClientConnection> now;
        synchronized (inside) {
            now = List.copyOf(inside);
            watched = !now.isEmpty() && !closed;
            if (watched) {
                watch.schedule(this::watch, tickMillis, TimeUnit.MILLISECONDS);
            }
        }
        long nanos = System.nanoTime();
        now.forEach(connection -> connection.check(nanos));
    }

    private static Thread watcher(Runnable work) {
        Thread thread = new Thread(null, work, "proctrack-jmx-watch", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /** Lets nobody in any more, and closes what is open. */
    @Override
    public void close() {
        List<ClientConnection> all;
        synchronized (inside) {
            closed = true;
            all = List.copyOf(inside);
            watch.shutdownNow();
        }
        all.forEach(ClientConnection::leave);
    }
}
