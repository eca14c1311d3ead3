// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts failed logins by address, so that passwords cannot be tried out. A minute after the first, all is forgiven. */
final class FailedLogins {

    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final int ADDRESSES = 10_000;
    private static final int NETWORK_BYTES = 8; // of IPv6: whoever has one address has all of the network

    private record Failures(long since, int count) {}

    private final int most;
    private final LongSupplier nanos;
    private final Map<String, Failures> byAddress = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > ADDRESSES;
        }
    };

    /**
     * A count of nothing.
     *
     * @param most failures a minute and address
     * @param nanos a clock as {@link System#nanoTime}
     */
    FailedLogins(int most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    /** Whether an address has failed so often that its password is not even looked at. */
    synchronized boolean tooMany(InetAddress from) {
        Failures failures = byAddress.get(key(from));
        return failures != null && young(failures) && failures.count >= most;
    }

    synchronized void failed(InetAddress from) {
        Failures before = byAddress.get(key(from));
        Failures now = before != null && young(before)
                ? new Failures(before.since, before.count + 1)
                : new Failures(nanos.getAsLong(), 1);
        byAddress.put(key(from), now);
    }

    private boolean young(Failures failures) {
        return nanos.getAsLong() - failures.since < MINUTE_NANOS;
    }

    /** On the loopback, whoever has one address has all of 127.0.0.0/8. */
    private static String key(InetAddress from) {
        if (from.isLoopbackAddress()) {
            return "loopback";
        }
        byte[] bytes = from.getAddress();
        boolean network = from instanceof Inet6Address;
        return HexFormat.of().formatHex(network ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
    }
}
