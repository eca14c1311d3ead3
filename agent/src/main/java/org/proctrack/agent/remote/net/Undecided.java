// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.SocketException;

/**
 * A connection of which nobody knows yet whether it will be TLS. The first byte tells: RMI begins with a letter, and TLS
 * with a number that is none. Without TLS it ends here, for who may serve it then is another's business. It is its
 * thread's alone.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // what is below has its own locks
final class Undecided extends Socket {

    /** Of the word JRMI. */
    private static final int RMI = 'J';

    private final Socket wire;
    private final Tls tls;
    private Socket speech; // null as long as nothing was heard, or without TLS
    private boolean plain;

    Undecided(Socket wire, Tls tls) {
        this.wire = wire;
        this.tls = tls;
    }

    /** Whether it turned out to be without TLS; then it has read one byte, and will do nothing more. */
    boolean isPlain() {
        return plain;
    }

    /** {@return all that comes on the connection without TLS, from the first byte on} */
    InputStream plainInput() throws IOException {
        return new SequenceInputStream(new ByteArrayInputStream(new byte[] {RMI}), wire.getInputStream());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return heard() ? speech.getInputStream().read(bytes, offset, length) : -1;
            }

            @Override
            public int available() throws IOException {
                return speech == null ? 0 : speech.getInputStream().available();
            }
        };
    }

    /** {@return whether there is TLS} */
    private boolean heard() throws IOException {
        if (speech == null && !plain) {
            int first = wire.getInputStream().read();
            plain = first == RMI;
            if (first >= 0 && !plain) {
                speech = tls.serve(wire, new ByteArrayInputStream(new byte[] {(byte) first}));
            }
        }
        return speech != null;
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (speech == null) {
                    throw new SocketException("the client has to speak first");
                }
                speech.getOutputStream().write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                if (speech != null) {
                    speech.getOutputStream().flush();
                }
            }
        };
    }

    @Override
    public void close() throws IOException {
        if (speech != null) {
            speech.close();
        }
    }
}
