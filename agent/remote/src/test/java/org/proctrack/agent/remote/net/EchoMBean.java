// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

/** Something to call from afar. */
public interface EchoMBean {

    /** {@return how much was sent} */
    int take(byte[] bytes);

    /** {@return so many bytes} */
    byte[] give(int bytes);

    /** {@return the client's address and port} */
    String getPeer();
}
