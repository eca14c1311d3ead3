// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where to listen, as {@code [HOST:]PORT} says it.
 *
 * @param host name or address as given; what clients are told to connect to
 * @param address of this machine
 * @param port TCP port
 */
public record HostPort(String host, InetAddress address, int port) {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int MOST = 65535;

    /**
     * Reads {@code 9010}, {@code node7:9010}, {@code 10.0.0.7:9010} or {@code [::1]:9010}.
     *
     * @throws NumberFormatException when the port is no number
     * @throws IllegalArgumentException with one line when it is out of range, or the host is not known
     */
    public static HostPort of(String text) {
        int colon = text.lastIndexOf(':');
        int port = Integer.parseInt(text.substring(colon + 1));
        String host = colon < 0 ? LOOPBACK : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(text + ": put an IPv6 address in brackets, as in [::1]:9010");
        }
        if (port < 1 || port > MOST) {
            throw new IllegalArgumentException("port " + port + " is out of range: must be 1 to " + MOST);
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException(text + ": give an address before the colon, or the port alone");
        }
        return resolved(host, port);
    }

    private static HostPort resolved(String host, int port) {
        try {
            InetAddress address = InetAddress.getByName(host);
            String told =
                    address.isAnyLocalAddress() ? InetAddress.getLocalHost().getHostName() : host;
            return new HostPort(told, address, port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(host + ": no such host; give a name or an address of this machine", e);
        }
    }

    /** {@return the same, as clients reach it who come by another host or port, such as a forwarded one} */
    public HostPort reachedBy(Optional<String> otherHost, Optional<Integer> otherPort) {
        return new HostPort(otherHost.orElse(host), address, otherPort.orElse(port));
    }

    /** Whether nobody but this machine can connect. */
    public boolean loopback() {
        return address.isLoopbackAddress();
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
