// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

/**
 * A signal that is sent.
 *
 * @param number 1 to 64
 */
public record SignalNumber(int number) {

    private static final int MAX = 64;

    /** Refuses 0, which sends nothing, and what no signal has. */
    public SignalNumber {
        Range.check(number >= 1 && number <= MAX, "signal", number, "signals are 1 to " + MAX);
    }
}
