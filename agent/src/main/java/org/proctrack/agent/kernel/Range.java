// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import org.proctrack.agent.kernel.KernelException.Kind;

/** Refuses a number that cannot be meant, before the kernel is asked. */
final class Range {

    private Range() {}

    static void check(boolean good, String what, long value, String range) {
        if (!good) {
            throw new KernelException(Kind.INVALID, what + " " + value + " is out of range: " + range);
        }
    }
}
