// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.selftest;

/**
 * One trick and what came of it.
 *
 * @param trick its name
 * @param core whether a selftest without it proves nothing
 * @param verdict what came of it
 * @param processes how many the kill reached
 * @param millis from the kill until the job was empty, in milliseconds, the last one begun; 0 when it was not killed
 * @param survivors how many survived the kill; the selftest has ended them since
 * @param reason why it failed or was not tried; else empty
 */
public record TrickResult(
        String trick, boolean core, Verdict verdict, int processes, long millis, int survivors, String reason) {

    static TrickResult notTried(Trick trick, String reason) {
        return new TrickResult(trick.label(), trick.core(), Verdict.NOT_TRIED, 0, 0, 0, reason);
    }

    static TrickResult failed(Trick trick, String reason) {
        return new TrickResult(trick.label(), trick.core(), Verdict.FAILED, 0, 0, 0, reason);
    }

    /** The same, but failed, if it had not failed already. */
    TrickResult butFailed(String why) {
        return verdict == Verdict.FAILED
                ? this
                : new TrickResult(trick, core, Verdict.FAILED, processes, millis, survivors, why);
    }
}
