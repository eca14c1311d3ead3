// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.library;

import com.sun.jna.IntegerType;
import com.sun.jna.Native;

/** C's {@code size_t}. Public with a public constructor, because JNA makes instances of it. */
public final class SizeT extends IntegerType {

    private static final long serialVersionUID = 1L;

    /** Zero; for JNA. */
    public SizeT() {
        this(0);
    }

    /**
     * A size.
     *
     * @param bytes from 0
     */
    public SizeT(long bytes) {
        super(Native.SIZE_T_SIZE, bytes, true);
    }
}
