// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.net.InetAddress;

/** Is told of each connection that was turned away or cut. */
@FunctionalInterface
public interface Refusals {

    /**
     * One was. Must be quick: it is called where connections are accepted.
     *
     * @param from the client's address
     * @param reason one line, printable
     */
    void refused(InetAddress from, String reason);
}
