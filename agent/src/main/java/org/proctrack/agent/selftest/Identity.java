// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.selftest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Exactly one process: a pid is used again, with a start time it is not.
 *
 * @param pid process id
 * @param start start time in ticks since boot
 */
record Identity(long pid, long start) {

    // Fields of /proc/PID/stat behind the command, which may hold blanks and brackets itself
    private static final int STATE = 0;
    private static final int THREADS = 17;
    private static final int START = 19;

    /** {@return who has this pid; empty when nobody has, or is only waiting to be reaped} */
    static Optional<Identity> of(long pid) {
        try {
            byte[] stat = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "stat"));
            return parse(pid, new String(stat, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty(); // gone, at the latest while it was read
        }
    }

    static Optional<Identity> parse(long pid, String stat) {
        String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" ", START + 2);
        // Only the first thread has ended when there are others
        boolean dead = "ZX".contains(field[STATE]) && Long.parseLong(field[THREADS]) <= 1;
        return dead ? Optional.empty() : Optional.of(new Identity(pid, Long.parseLong(field[START])));
    }

    boolean lives() {
        return of(pid).filter(this::equals).isPresent();
    }
}
