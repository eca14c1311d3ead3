// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.io.OutputStream;

/** What is said to a client. */
final class ConnectionOutput extends OutputStream {

    private final ClientConnection connection;

    ConnectionOutput(ClientConnection connection) {
        this.connection = connection;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        connection.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        connection.flush();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
