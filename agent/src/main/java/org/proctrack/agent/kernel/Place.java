// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.proctrack.agent.kernel.KernelException.Kind;

/**
 * Where the listing of a job goes on.
 *
 * @param generation which of the jobs with the id; 0 = whichever has it
 * @param after as the kernel has it; 0 begins
 * @param hint goes with it
 */
public record Place(long generation, long after, long hint) {

    /** Where every listing begins. */
    public static final Place FIRST = new Place(0, 0, 0);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,19})-(\\p{XDigit}{1,16})-(\\p{XDigit}{1,8})");

    /**
     * A place from its text.
     *
     * @param text of {@link #toString}; empty for the first one
     * @throws KernelException when no place looks like this
     */
    public static Place of(String text) {
        if (text == null || text.isEmpty()) {
            return FIRST;
        }
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw none(text);
        }
        try {
            return new Place(
                    Long.parseLong(parts.group(1)),
                    Long.parseUnsignedLong(parts.group(2), 16),
                    Long.parseLong(parts.group(3), 16));
        } catch (NumberFormatException e) {
            throw none(text);
        }
    }

    private static KernelException none(String text) {
        return new KernelException(
                Kind.INVALID, "place \"" + text + "\" is none: leave it empty, or give next of the page before");
    }

    /** {@return a text without blanks} */
    @Override
    public String toString() {
        return generation + "-" + Long.toHexString(after) + "-" + Long.toHexString(hint);
    }
}
