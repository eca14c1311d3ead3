// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** Text for a terminal: nothing that we print may move its cursor or change its title. */
final class Text {

    private Text() {}

    /** One line: control characters are replaced, line ends too. */
    static String line(String text) {
        return clean(text, false);
    }

    /** Many lines: all control characters but line ends and tabs are replaced. */
    static String lines(String text) {
        return clean(text, true);
    }

    private static String clean(String text, boolean lines) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            clean.append(safe(text.charAt(i), lines));
        }
        return clean.toString();
    }

    private static char safe(char c, boolean lines) {
        if (c == '\n' || c == '\t') {
            return lines ? c : ' ';
        }
        return unsafe(c) ? '?' : c;
    }

    /** FORMAT holds the marks that turn the direction of text round. */
    private static boolean unsafe(char c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** At most so many characters; none of them is halved. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Math.max(0, most);
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    /** Local time as 2026-01-31T12:00:00; a dash when it is not known. */
    static String time(long epochMillis) {
        if (epochMillis <= 0) {
            return "-";
        }
        // Not a DateTimeFormatter: its classes cost a tenth of what "proctrack list" may take
        Instant second = Instant.ofEpochSecond(epochMillis / 1_000);
        String text = LocalDateTime.ofInstant(second, ZoneId.systemDefault()).toString();
        return text.length() == "2026-01-31T12:00".length() ? text + ":00" : text;
    }

    /** 1 process, 2 processes. */
    static String processes(int count) {
        return count == 1 ? "1 process" : count + " processes";
    }
}
