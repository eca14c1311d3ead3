// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.io.InputStream;

/** What a client says. Nothing is read, not even to skip it, but through its connection. */
final class ConnectionInput extends InputStream {

    private final ClientConnection connection;

    ConnectionInput(ClientConnection connection) {
        this.connection = connection;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return connection.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
        return connection.available();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
