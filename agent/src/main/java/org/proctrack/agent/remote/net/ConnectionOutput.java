// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.io.OutputStream;

/** What is said to a client. */
final class ConnectionOutput extends OutputStream {

    private final ClientConnection connection;
    private final OutputStream out;

    ConnectionOutput(ClientConnection connection, OutputStream out) {
        this.connection = connection;
        this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        connection.write(out, bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
