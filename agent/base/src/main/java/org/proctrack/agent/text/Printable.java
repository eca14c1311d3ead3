// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.text;

/**
 * Text that anybody may have chosen, made safe for terminals and logs: what could move a cursor, end a line, turn text
 * round or not be seen becomes a question mark.
 */
public final class Printable {

    private Printable() {}

    /** {@return one line: line ends and tabs are replaced too} */
    public static String line(String text) {
        return clean(text, false);
    }

    /** {@return many lines: line ends and tabs stay} */
    public static String lines(String text) {
        return clean(text, true);
    }

    private static String clean(String text, boolean lines) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> isSafe(c) || (lines && (c == '\n' || c == '\t')) ? c : '?')
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isSafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
