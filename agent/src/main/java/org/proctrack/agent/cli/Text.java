// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.proctrack.agent.mx.events.EventText;

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
        text.codePoints().map(c -> safe(c, lines)).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static int safe(int c, boolean lines) {
        if (c == '\n' || c == '\t') {
            return lines ? c : ' ';
        }
        return EventText.isSafe(c) ? c : '?';
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
