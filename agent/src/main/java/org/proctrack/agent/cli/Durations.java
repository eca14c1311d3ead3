// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.time.Duration;

/** Durations as users write them: 500ms, 10s, 2m, 1h. */
final class Durations {

    /** Longer than any job, and short enough to count in nanoseconds. */
    private static final Duration MOST = Duration.ofDays(365);

    private Durations() {}

    static Duration parse(String what, String text, Duration least) {
        int unit = 0;
        while (unit < text.length() && text.charAt(unit) >= '0' && text.charAt(unit) <= '9') {
            unit++;
        }
        long millis = switch (unit == 0 ? "" : text.substring(unit)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default ->
                throw CliException.usage(
                        what + " \"" + text + "\" is not a duration: use for example 500ms, 10s, 2m or 1h");
        };
        long count = Numbers.toLong(text.substring(0, unit));
        if (count < 0 || count > MOST.toMillis() / millis || count * millis < least.toMillis()) {
            throw CliException.refused(what + " " + text + " is out of range: must be " + least.toMillis() + "ms to "
                    + MOST.toHours() + "h");
        }
        return Duration.ofMillis(count * millis);
    }

    /** Seconds as top(1) takes them, 2 or 0.5; a duration with its unit will do as well. */
    static Duration seconds(String what, String text, Duration least, Duration most) {
        boolean number = text.matches("-?[0-9]+([.][0-9]+)?");
        if (!number && !text.matches("[0-9]+(ms|s|m|h)")) {
            throw CliException.usage(what + " \"" + text + "\" is not a number of seconds: use for example 2 or 0.5");
        }
        Duration duration = number
                ? Duration.ofMillis(Math.round(Double.parseDouble(text) * 1_000))
                : parse(what, text, Duration.ZERO);
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw CliException.refused(
                    what + " " + text + " is out of range: must be " + least.toMillis() + "ms to " + text(most));
        }
        return duration;
    }

    /** As a user would write it. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }
}
