// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** The first words of a TLS client, made by hand: the JDK does not speak the old versions any more. */
final class Hello {

    static final int TLS_1_1 = 0x0302;
    static final int TLS_1_2 = 0x0303;

    static final byte ALERT = 21;
    static final byte HANDSHAKE = 22;
    static final byte PROTOCOL_VERSION = 70;

    private static final byte CLIENT_HELLO = 1;

    /** For each version suites with an EC certificate. */
    private static final short[] SUITES = {(short) 0xc02b, (short) 0xc009, (short) 0xc00a};

    /** Curves (10) P-256 and P-384; signatures (13) with SHA-256 and SHA-384. Type, length and length, then words. */
    private static final int[] EXTENSIONS = {10, 6, 4, 0x17, 0x18, 13, 6, 4, 0x0403, 0x0503};

    private Hello() {}

    static byte[] of(int version) {
        int length = 2 + 32 + 1 + 2 + 2 * SUITES.length + 2 + 2 + 2 * EXTENSIONS.length;
        ByteBuffer hello = ByteBuffer.allocate(5 + 4 + length);
        hello.put(HANDSHAKE).putShort((short) 0x0301).putShort((short) (4 + length));
        hello.put(CLIENT_HELLO).put((byte) 0).putShort((short) length);
        hello.putShort((short) version).put(new byte[32]).put((byte) 0);
        hello.putShort((short) (2 * SUITES.length));
        for (short suite : SUITES) {
            hello.putShort(suite);
        }
        hello.put((byte) 1).put((byte) 0).putShort((short) (2 * EXTENSIONS.length));
        for (int word : EXTENSIONS) {
            hello.putShort((short) word);
        }
        return hello.array();
    }

    /** {@return the first record of the answer, or nothing} */
    static byte[] answer(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readNBytes(7);
        } catch (SocketException e) {
            return new byte[0]; // reset
        }
    }
}
