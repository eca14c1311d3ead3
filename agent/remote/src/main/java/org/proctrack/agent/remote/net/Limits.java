// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.time.Duration;

/**
 * How much is let in: against floods of connections, long requests and clients that stop reading.
 *
 * @param sockets most connections at a time
 * @param strangers most connections at a time on which nobody has logged in
 * @param strangerTime how long such a one lives
 * @param idle how long any other may neither send nor take what is sent to it
 * @param requestBytes most bytes of one request. Sizes that a request only claims, as of an array, are for the filter of
 *     whoever deserialises it: the memory is taken before the bytes are there
 * @param cpuPercent of one processor that the calls of one user may take on average; more wait
 */
public record Limits(
        int sockets, int strangers, Duration strangerTime, Duration idle, long requestBytes, int cpuPercent) {

    /** JConsole has up to four: one for each thread that waits for an answer. */
    private static final int SOCKETS_OF_A_CLIENT = 4;

    /** Each has a thread of RMI's, and some 50 KiB with TLS. */
    private static final int STRANGERS = 128;

    private static final Duration STRANGER_TIME = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final long REQUEST_BYTES = 1024 * 1024;

    /**
     * {@return limits for so many clients}
     *
     * @param maxConnections JMX connections; each takes several sockets
     * @param cpuPercent of one processor that the calls of one user may take
     */
    public static Limits of(int maxConnections, int cpuPercent) {
        int sockets = Math.addExact(Math.multiplyExact(maxConnections, SOCKETS_OF_A_CLIENT), STRANGERS);
        return new Limits(sockets, STRANGERS, STRANGER_TIME, IDLE, REQUEST_BYTES, cpuPercent);
    }
}
