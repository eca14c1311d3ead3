// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.io.InputStream;

/** What a visitor says. Nothing is read, not even to skip it, but through him. */
final class VisitorInput extends InputStream {

    private final Visitor visitor;
    private final InputStream in;

    VisitorInput(Visitor visitor, InputStream in) {
        this.visitor = visitor;
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return visitor.read(in, bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        visitor.close();
    }
}
