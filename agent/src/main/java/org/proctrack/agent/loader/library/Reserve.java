// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.library;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntSupplier;
import org.proctrack.agent.loader.abi.Errno;

/**
 * A few open files that are closed when a kill finds no descriptor free, so that it has some: the JVM that we sit in, or
 * a flood of clients, may have taken all others. Thread-safe.
 */
public final class Reserve {

    /** What a wait and an older kernel's iterator take at one time: a process, a program, its mailbox, its lock. */
    static final int SIZE = 4;

    private static final String HELD = "/dev/null";

    private final Deque<FileInputStream> held = new ArrayDeque<>();
    private int borrowers;

    /** A full reserve, unless there are too few descriptors already. */
    Reserve() {
        fill();
    }

    /** {@return the answer of the call; made again with the reserve's descriptors free, when it found none} */
    public int call(IntSupplier call) {
        int error = call.getAsInt();
        if (error == -Errno.EMFILE || error == -Errno.ENFILE) {
            release();
            try {
                error = call.getAsInt();
            } finally {
                giveBack();
            }
        } else {
            fill();
        }
        return error;
    }

    private synchronized void release() {
        borrowers++;
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close " + HELD, e);
            }
        }
    }

    private synchronized void giveBack() {
        borrowers--;
        fill();
    }

    /** As far as it goes; the next call tries again. */
    private synchronized void fill() {
        while (borrowers == 0 && held.size() < SIZE) {
            try {
                held.push(new FileInputStream(HELD));
            } catch (IOException e) {
                return;
            }
        }
    }
}
