// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;

/**
 * What the caller of this JVM ignores. A JVM puts handlers of its own in the place of SIGPIPE, SIGXFSZ, SIGQUIT and
 * others, ignored or not, before any code of ours runs, and remembers nothing. Its parent is no witness: whoever starts
 * programs often changes signals between fork and exec. So only who looked before the JVM began can tell.
 */
final class IgnoredSignals {

    private static final String PROPERTY = "proctrack.ignored";

    private IgnoredSignals() {}

    /** {@return a bit for each signal, as SigIgn in /proc/PID/status has them; 0 when nobody tells} */
    static long beforeTheJvm() {
        String mask = System.getProperty(PROPERTY, "0");
        try {
            return Long.parseUnsignedLong(mask, 16);
        } catch (NumberFormatException e) {
            throw new KernelException(
                    Kind.INVALID,
                    PROPERTY + "=" + mask + ": give the number after SigIgn: in /proc/PID/status, or leave it out",
                    "",
                    e);
        }
    }
}
