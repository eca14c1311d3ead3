// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.procfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.proctrack.agent.loader.abi.SafeText;

/**
 * What /proc says about a process, for kernels whose extension cannot look at other processes (before Linux 6.2).
 *
 * @param parent process id of its parent
 * @param uid real user id
 * @param startNanos since boot, in steps of 10 ms
 */
public record ProcStat(long parent, long uid, String state, String command, long startNanos) {

    static final long TICK_NANOS = 10_000_000; // USER_HZ is 100 on x86-64

    // Fields behind the command, which may hold blanks and brackets itself
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int START = 19;

    /** {@return the process; empty when it has ended} */
    public static Optional<ProcStat> read(long pid) {
        Path directory = Path.of("/proc", Long.toString(pid));
        try {
            byte[] stat = Files.readAllBytes(directory.resolve("stat"));
            byte[] status = Files.readAllBytes(directory.resolve("status"));
            return Optional.of(parse(stat, new String(status, StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static ProcStat parse(byte[] stat, String status) {
        String text = new String(stat, StandardCharsets.ISO_8859_1);
        int open = text.indexOf('(') + 1;
        int close = text.lastIndexOf(')');
        String[] field = text.substring(close + 2).split(" ", START + 2);
        String uid = status.substring(status.indexOf("\nUid:\t") + "\nUid:\t".length());
        return new ProcStat(
                Long.parseLong(field[PARENT]),
                Long.parseLong(uid.substring(0, uid.indexOf('\t'))),
                field[STATE],
                SafeText.of(ByteBuffer.wrap(stat), open, close - open),
                Long.parseLong(field[START]) * TICK_NANOS);
    }

    /** {@return whether this is the process that started then, and not a later one with its pid} */
    public boolean started(long sinceBootNanos) {
        return sinceBootNanos == 0 || sinceBootNanos / TICK_NANOS == startNanos / TICK_NANOS;
    }
}
