// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this process may use BPF, as far as its capabilities go. */
final class Privileges {

    private static final int CAP_SYS_ADMIN = 21; // stands for the other two
    private static final int CAP_PERFMON = 38;
    private static final int CAP_BPF = 39;

    private Privileges() {}

    static boolean sufficient() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("CapEff:")) {
                    return sufficient(Long.parseUnsignedLong(
                            line.substring("CapEff:".length()).strip(), 16));
                }
            }
        } catch (IOException e) {
            // no /proc: only the call itself can tell
        }
        return true;
    }

    private static boolean sufficient(long capabilities) {
        return has(capabilities, CAP_SYS_ADMIN) || (has(capabilities, CAP_BPF) && has(capabilities, CAP_PERFMON));
    }

    private static boolean has(long capabilities, int capability) {
        return ((capabilities >>> capability) & 1) != 0;
    }
}
