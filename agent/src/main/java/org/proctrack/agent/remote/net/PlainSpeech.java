// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** A connection without TLS whose first byte was looked at. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the wire below has its own locks
final class PlainSpeech extends Socket {

    private final InputStream in;
    private final Socket wire;

    PlainSpeech(InputStream in, Socket wire) {
        this.in = in;
        this.wire = wire;
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return wire.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
