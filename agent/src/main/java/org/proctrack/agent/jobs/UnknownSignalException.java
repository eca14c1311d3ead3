// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.jobs;

/** A text that names no signal; a number that is out of range is a plain {@link IllegalArgumentException}. */
public final class UnknownSignalException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnknownSignalException(String text) {
        super("no signal \"" + text + "\": give a name such as TERM, KILL or RTMIN+1, or a number from 1 to 64");
    }
}
