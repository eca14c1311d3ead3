// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.selftest;

/** What came of a trick. */
public enum Verdict {
    /** All that it started was in the job and is dead, and nobody else is. */
    DIED,
    /** Something of that is not so. */
    FAILED,
    /** This machine does not let it be played. */
    NOT_TRIED
}
