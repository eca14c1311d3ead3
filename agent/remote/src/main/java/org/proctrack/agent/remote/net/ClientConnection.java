// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.proctrack.agent.remote.net.ConnectionState.Standing;

/**
 * An accepted connection, with what RMI asks of one. It cuts requests of 100 MiB and has greedy clients wait. What the
 * client says it counts above TLS and not below: there, a client could have the key changed in the middle of a request,
 * and each time we would seem to have answered.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the sockets below have locks, and close() may wait long
final class ClientConnection extends Socket {

    /** RMI serves a connection from its first byte to its end on one thread, which reads here. */
    private static final ThreadLocal<ClientConnection> SERVED = new ThreadLocal<>();

    /** Whoever takes so much within the idle time is slow, but not idle. */
    private static final int PIECE_BYTES = 16 * 1024;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Of the word JRMI; TLS begins with a number that is no letter. */
    private static final int RMI = 'J';

    private final Socket wire;
    private final Optional<Tls> tls;
    private final Limits limits;
    private final ClientConnections connections;
    private final ConnectionState state;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile boolean passedOn; // another connection has the wire now
    private Socket
            speech; // TLS above the wire, or the same; null until it is known; this and the next are its thread's
    private InputStream in; // of speech
    private String user; // whose calls it brings
    private long accounted; // processor time of that thread, in ns

    /**
     * A connection that was accepted.
     *
     * @param wire the accepted socket, whose close() never waits
     * @param tls to be put above it with the first read, if any
     */
    ClientConnection(Socket wire, Optional<Tls> tls, Limits limits, ClientConnections connections) {
        this.wire = wire;
        this.tls = tls;
        this.limits = limits;
        this.connections = connections;
        this.state = new ConnectionState(limits, System.nanoTime());
    }

    /** {@return the one whose call this thread serves} */
    static Optional<ClientConnection> served() {
        return Optional.ofNullable(SERVED.get());
    }

    /** Its first call waits here for its turn, and all others before they are read: there nobody else can wait too. */
    void welcome(String name) {
        if (!state.isKnown()) {
            connections.know(this, name);
        }
        if (user == null) {
            user = name;
            if (!isItsTurn()) {
                throw new SecurityException("the connection was closed before it was its turn");
            }
        }
    }

    /** {@return after a while, whether it is still there} */
    private boolean isItsTurn() {
        long wait = connections.quota().charge(user, spent());
        try {
            return wait == 0 || !gone.await(wait, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void worked(long nanos) {
        accounted = Math.min(accounted, THREADS.getCurrentThreadCpuTime() - nanos);
    }

    /** {@return processor time of its thread since this was asked last} */
    private long spent() {
        long before = accounted;
        accounted = THREADS.getCurrentThreadCpuTime();
        return Math.max(0, accounted - before); // root may switch that clock off
    }

    ConnectionState state() {
        return state;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(wire.getInetAddress(), wire.getPort());
    }

    /** Closes it from any thread, without waiting for anybody, and says why. */
    void cut(String reason) {
        complain(reason);
        leave();
    }

    /** The same without a word. */
    void leave() {
        forget();
        ended.set(true);
        gone.countDown();
        try {
            closeWire();
        } catch (IOException e) {
            // it is closed all the same
        }
        connections.left(this);
    }

    private void closeWire() throws IOException {
        if (!passedOn) {
            wire.close();
        }
    }

    /** Ends it if its time is over. */
    void check(long now) {
        if (state.isOver(now)) {
            state.complaint().ifPresentOrElse(this::cut, this::leave);
        }
    }

    /** Else a thread of RMI's pool would keep it. */
    private void forget() {
        if (SERVED.get() == this) {
            if (user != null) {
                connections.quota().charge(user, spent()); // of its last call
            }
            SERVED.remove();
        }
    }

    private void complain(String reason) {
        if (ended.compareAndSet(false, true)) {
            connections.refused(wire.getInetAddress(), reason);
        }
    }

    @Override
    public InputStream getInputStream() {
        return new ConnectionInput(this);
    }

    @Override
    public OutputStream getOutputStream() {
        return new ConnectionOutput(this);
    }

    int read(byte[] bytes, int offset, int length) throws IOException {
        if (SERVED.get() != this) {
            SERVED.set(this);
            spent(); // what the thread did for others
        }
        if (user != null && !isItsTurn()) {
            throw new SocketException("closed before it was its turn");
        }
        state.waits(System.nanoTime());
        int count;
        try {
            count = hears() ? in.read(bytes, offset, length) : -1;
        } catch (IOException e) {
            throw failed(e);
        }
        state.works();
        if (count < 0) {
            ended.set(true);
        } else if (!state.received(count)) {
            cut("a request of more than " + limits.requestBytes() + " bytes");
            throw new SocketException("the request is too long");
        }
        return count;
    }

    /** Where some come without TLS, the first byte tells; they go on at another socket, and this one has no more to say. */
    private boolean hears() throws IOException {
        if (in == null && !passedOn) {
            InputStream heard = null;
            if (tls.isPresent() && connections.hasPlainSocket()) {
                int first = wire.getInputStream().read();
                if (first < 0 || first == RMI) {
                    passOn(first);
                    return false;
                }
                heard = new ByteArrayInputStream(new byte[] {(byte) first});
            }
            speech = tls.isPresent() ? tls.get().serve(wire, heard) : wire;
            in = speech.getInputStream();
        }
        return in != null;
    }

    private void passOn(int first) throws IOException {
        if (first == RMI) {
            ended.set(true);
            passedOn = true;
            ClientConnection plain = new ClientConnection(wire, Optional.empty(), limits, connections);
            plain.speech = wire;
            plain.in = new SequenceInputStream(new ByteArrayInputStream(new byte[] {RMI}), wire.getInputStream());
            connections.passOn(this, plain);
        }
    }

    int available() throws IOException {
        return in == null ? 0 : in.available();
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        if (speech == null) {
            throw new SocketException("the client has to speak first");
        }
        for (int done = 0; done < length; done += PIECE_BYTES) {
            state.waits(System.nanoTime());
            try {
                speech.getOutputStream().write(bytes, offset + done, Math.min(PIECE_BYTES, length - done));
            } catch (IOException e) {
                throw failed(e);
            }
            state.works();
        }
        state.answered();
    }

    void flush() throws IOException {
        if (speech != null) {
            speech.getOutputStream().flush();
        }
    }

    private IOException failed(IOException e) {
        if (e instanceof SocketTimeoutException) {
            complain(state.complaint().orElse("idle"));
        } else if (e instanceof SSLException && !(e.getCause() instanceof SocketException)) {
            complain((state.standing() == Standing.SILENT ? "no TLS: " : "TLS: ") + e.getMessage());
        }
        ended.set(true);
        return e;
    }

    /** RMI closes a connection on its thread when it ends, or when what came was no RMI. */
    @Override
    public void close() throws IOException {
        forget();
        if (!state.isKnown()) {
            complain("no RMI");
        }
        state.waits(System.nanoTime()); // TLS says goodbye, and may wait for the answer
        try {
            if (speech != null) {
                speech.close();
            }
        } finally {
            closeWire();
            connections.left(this);
        }
    }

    /** Whatever RMI wants, no longer than the idle time. */
    @Override
    public void setSoTimeout(int millis) throws SocketException {
        long most = Math.min(limits.idle().toMillis(), Integer.MAX_VALUE);
        wire.setSoTimeout((int) (millis == 0 ? most : Math.min(millis, most)));
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return wire.getSoTimeout();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        wire.setTcpNoDelay(on);
    }

    @Override
    public InetAddress getInetAddress() {
        return wire.getInetAddress();
    }

    @Override
    public int getPort() {
        return wire.getPort();
    }

    @Override
    public boolean isClosed() {
        return wire.isClosed();
    }
}
