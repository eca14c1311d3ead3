// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

/** Knows who calls. */
public final class Echo implements EchoMBean {

    @Override
    public int take(byte[] bytes) {
        return bytes.length;
    }

    @Override
    public byte[] give(int bytes) {
        return new byte[bytes];
    }

    @Override
    public String getPeer() {
        return SocketListener.peer()
                .map(peer -> peer.getAddress().getHostAddress() + ":" + peer.getPort())
                .orElse("nobody");
    }
}
