// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.net.Socket;
import java.rmi.server.RMIClientSocketFactory;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;

/** How the clients of this JVM connect: the JDK's factory for TLS has one key and one trust for all of a JVM. */
record ClientSockets(boolean tls) implements RMIClientSocketFactory, Serializable {

    /** A thread of this name reads the beginning of an answer, and the rest when the latch is open. */
    static final String SLOW_READER = "slow reader";

    static volatile CountDownLatch latch = new CountDownLatch(0);

    static volatile SSLContext context;

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        if (tls) {
            return context.getSocketFactory().createSocket(host, port);
        }
        return new Socket(host, port) {
            @Override
            public InputStream getInputStream() throws IOException {
                return new GatedInput(super.getInputStream());
            }
        };
    }

    private static final class GatedInput extends FilterInputStream {

        private static final int BEGINNING = 64 * 1024;

        private int slowlyRead;

        GatedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            boolean slow = Thread.currentThread().getName().equals(SLOW_READER);
            if (slow && slowlyRead >= BEGINNING) {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException("interrupted");
                }
            }
            int count = super.read(bytes, offset, length);
            slowlyRead += slow ? count : 0;
            return count;
        }
    }
}
