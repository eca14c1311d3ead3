// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.time.Duration;
import java.util.Optional;

/**
 * What the client of one connection has done so far, and whether that passes: against silent strangers, handshakes that
 * stop and clients that stop reading. Times are those of System.nanoTime().
 */
final class ConnectionState {

    /** How far a stranger has come; those who came least far make room first. */
    enum Standing {
        SILENT,
        HEARD,
        /** His call is being served, a login perhaps. */
        SERVED
    }

    /** The first is the acknowledgement of the protocol; from the second on, calls were answered. */
    private static final int ANSWERS_WITH_A_CALL = 2;

    private final Limits limits;
    private final long arrived;
    private Optional<String> user = Optional.empty(); // who has logged in
    private boolean heard;
    private boolean waiting = true;
    private long waitingSince;
    private long request;
    private int answers;

    ConnectionState(Limits limits, long now) {
        this.limits = limits;
        this.arrived = now;
        this.waitingSince = now;
    }

    /** From now on it is the client's turn: to send, or to take what is sent to him. */
    synchronized void waits(long now) {
        waiting = true;
        waitingSince = now;
    }

    /** From now on it is our turn. */
    synchronized void works() {
        waiting = false;
    }

    /** {@return whether the request may go on} */
    synchronized boolean received(int bytes) {
        heard = true;
        request += bytes;
        return request <= limits.requestBytes();
    }

    synchronized void answered() {
        request = 0;
        answers = Math.min(answers + 1, ANSWERS_WITH_A_CALL);
    }

    synchronized void loggedIn(String name) {
        user = Optional.of(name);
    }

    synchronized boolean isOf(String name) {
        return user.equals(Optional.of(name));
    }

    synchronized boolean isKnown() {
        return user.isPresent();
    }

    synchronized Standing standing() {
        if (!heard) {
            return Standing.SILENT;
        }
        return waiting ? Standing.HEARD : Standing.SERVED;
    }

    /** {@return whether the connection's time is over} */
    synchronized boolean isOver(long now) {
        if (!waiting) {
            return false;
        }
        return isKnown() ? has(limits.idle(), waitingSince, now) : has(limits.strangerTime(), arrived, now);
    }

    private static boolean has(Duration passed, long since, long now) {
        return now - since >= passed.toNanos();
    }

    /**
     * {@return what to say of a connection whose time is over}
     *
     * <p>Nothing, when its calls are answered and there is no other: RMI clients keep a connection for 15 s on which they
     * asked the registry or renewed a lease, and nobody logs in for that.
     */
    synchronized Optional<String> complaint() {
        if (isKnown()) {
            return Optional.of("idle for " + text(limits.idle()));
        }
        if (answers >= ANSWERS_WITH_A_CALL && request == 0) {
            return Optional.empty();
        }
        return Optional.of((heard ? "no login within " : "silent for ") + text(limits.strangerTime()));
    }

    private static String text(Duration time) {
        return time.toSeconds() > 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
