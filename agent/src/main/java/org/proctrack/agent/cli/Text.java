// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** Text in columns and sentences. */
final class Text {

    private Text() {}

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
