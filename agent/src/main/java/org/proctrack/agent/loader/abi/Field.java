// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.abi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Where a member of a C struct stands, and how wide it is. */
public interface Field {

    /** {@return bytes from the beginning of the struct} */
    int offset();

    /** {@return bytes} */
    int size();

    /** {@return a view of a struct, in its byte order} */
    static ByteBuffer view(byte[] struct) {
        return ByteBuffer.wrap(struct).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A 32-bit number. */
    record U32(int offset) implements Field {
        @Override
        public int size() {
            return Integer.BYTES;
        }

        public int get(ByteBuffer struct) {
            return struct.getInt(offset);
        }

        public long unsigned(ByteBuffer struct) {
            return Integer.toUnsignedLong(struct.getInt(offset));
        }

        public void put(ByteBuffer struct, int value) {
            struct.putInt(offset, value);
        }
    }

    /** A 64-bit number. */
    record U64(int offset) implements Field {
        @Override
        public int size() {
            return Long.BYTES;
        }

        public long get(ByteBuffer struct) {
            return struct.getLong(offset);
        }

        public void put(ByteBuffer struct, long value) {
            struct.putLong(offset, value);
        }
    }

    /** Bytes: a text that ends at a NUL, structs inside a struct, or members that nobody reads here. */
    record Bytes(int offset, int size) implements Field {
        /** The text, safe to print: see {@link SafeText}. */
        public String text(ByteBuffer struct) {
            return SafeText.of(struct, offset, size);
        }

        /** {@return a view of the struct that stands here} */
        public ByteBuffer view(ByteBuffer struct) {
            return struct.slice(offset, size).order(struct.order());
        }

        /** Writes a text, cut to leave room for its NUL. */
        public void put(ByteBuffer struct, byte[] text) {
            struct.put(offset, text, 0, Math.min(text.length, size - 1));
        }
    }
}
