// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.fuzz;

import java.util.Map;
import java.util.TreeMap;

/** What came of the cases: counted by kind; and findings, told at once with what repeats them. */
final class Outcomes {

    private final String target;
    private final long seed;
    private final Map<String, Integer> kinds = new TreeMap<>();
    private long number;
    private int findings;

    Outcomes(String target, long seed) {
        this.target = target;
        this.seed = seed;
        System.out.println(target + ": seed " + seed);
    }

    /** The case that is at work. */
    synchronized void at(long now) {
        number = now;
    }

    synchronized void count(String kind) {
        kinds.merge(kind, 1, Integer::sum);
    }

    synchronized void finding(String what) {
        findings++;
        System.out.println(target + ": FINDING seed " + seed + " case " + number + ": " + visible(what));
    }

    /** Tells it all; {@return the exit code} */
    synchronized int report(long cases, long seconds) {
        StringBuilder line = new StringBuilder(target + ": " + cases + " cases, seed " + seed + ", " + seconds + " s");
        kinds.forEach(
                (kind, count) -> line.append("; ").append(kind).append(": ").append(count));
        System.out.println(line + "; findings: " + findings);
        return findings == 0 ? 0 : 1;
    }

    /** What a terminal may show, and no more than fits. */
    static String visible(String text) {
        StringBuilder visible = new StringBuilder();
        text.codePoints().limit(600).forEach(point -> {
            if (point >= ' ' && point < 0x7f) {
                visible.appendCodePoint(point);
            } else {
                visible.append("\\x{").append(Integer.toHexString(point)).append('}');
            }
        });
        return visible.toString();
    }

    /** Whether it could move a terminal's cursor, or make two lines of one. */
    static boolean isOneSafeLine(String text) {
        return text.codePoints().noneMatch(point -> {
            int type = Character.getType(point);
            return type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
        });
    }
}
