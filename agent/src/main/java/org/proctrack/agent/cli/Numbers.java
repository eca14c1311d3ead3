// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.mbeans.Names;

/** Numbers as users write them: what is no number is usage, what is out of range is refused. */
final class Numbers {

    private Numbers() {}

    static long job(String text) {
        return parse("job", text, Names.MAX_JOB_ID);
    }

    static long pid(String text) {
        return parse("pid", text, Integer.MAX_VALUE);
    }

    static int capacity(String text) {
        return (int) parse("-n", text, StartOptions.MAX_CAPACITY);
    }

    static int percent(String what, String text) {
        return (int) parse(what, text, 100);
    }

    /** A count that may be 0. */
    static int count(String what, String text, int most) {
        return (int) parse(what, text, 0, most);
    }

    /** Whether it is a whole number, of any size. */
    static boolean looksLikeOne(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        for (int i = first; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > first;
    }

    private static long parse(String what, String text, long most) {
        return parse(what, text, 1, most);
    }

    private static long parse(String what, String text, long least, long most) {
        String range = ": must be " + least + " to " + most;
        if (!looksLikeOne(text)) {
            throw CliException.usage(what + " \"" + text + "\" is not a number" + range);
        }
        long number = toLong(text);
        if (number < least || number > most) {
            throw CliException.refused(what + " " + text + " is out of range" + range);
        }
        return number;
    }

    /** {@return the number; -1 when it is larger than any long} */
    static long toLong(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
