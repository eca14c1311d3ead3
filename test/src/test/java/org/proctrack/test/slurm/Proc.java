// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.slurm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that cannot be taken for a later one with its pid.
 *
 * @param pid its pid
 * @param start when it began, as /proc says it
 * @param name its name at the time when it was looked at
 */
record Proc(long pid, String start, String name) {

    private static final int STATE = 0;
    private static final int START = 19;

    /** A process that lives. */
    static Proc of(long pid) {
        return new Proc(pid, field(pid, START), read(pid, "comm").stripTrailing());
    }

    /** {@return whether it can still run} */
    boolean lives() {
        return !start.isEmpty() && field(pid, START).equals(start) && "ZX".indexOf(state()) < 0;
    }

    /** {@return R, S, T ...; a space when it is gone} */
    char state() {
        String state = field(pid, STATE);
        return state.isEmpty() ? ' ' : state.charAt(0);
    }

    /** Ends it, if it is still the same. */
    void kill() {
        if (lives()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** {@return those that can still run} */
    static List<Proc> living(List<Proc> processes) {
        return processes.stream().filter(Proc::lives).toList();
    }

    /** What stands behind the name, which may hold anything. Empty when the process is gone. */
    private static String field(long pid, int index) {
        String stat = read(pid, "stat");
        return stat.isEmpty() ? "" : stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[index];
    }

    private static String read(long pid, String file) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc/" + pid, file)), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // it went away
            return "";
        }
    }
}
