// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.abi;

import java.nio.ByteBuffer;

/**
 * Text that somebody else chose, a process's name for instance, made safe to print: what is not printable ASCII turns
 * into {@code \n}, {@code \t}, {@code \r} or {@code \xHH}, a backslash into two. So no name can drive a terminal, break
 * a line of output, or be mistaken for another.
 */
public final class SafeText {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private SafeText() {}

    /** {@return the bytes from offset up to a NUL, at most size} */
    public static String of(ByteBuffer from, int offset, int size) {
        StringBuilder safe = new StringBuilder(size);
        for (int at = offset; at < offset + size && from.get(at) != 0; at++) {
            append(safe, from.get(at));
        }
        return safe.toString();
    }

    private static void append(StringBuilder safe, byte b) {
        switch (b) {
            case '\\' -> safe.append("\\\\");
            case '\n' -> safe.append("\\n");
            case '\t' -> safe.append("\\t");
            case '\r' -> safe.append("\\r");
            default -> {
                if (b >= ' ' && b <= '~') {
                    safe.append((char) b);
                } else {
                    safe.append("\\x").append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
                }
            }
        }
    }
}
