// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.proctrack.agent.kernel.Listing;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.mbeans.Names;

/** What an operation's argument may be. JConsole pre-fills 0, and jmxterm makes 0 of a mistyped number. */
final class Arguments {

    static final int MAX_HISTORY_LIMIT = 10_000;

    private static final int MAX_PAGE_LIMIT = 10_000;
    private static final long MAX_WAIT_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final Pattern LABEL = Pattern.compile("[ -~&&[^\\\\]]{0,31}");
    private static final long MAX_GRACE_MILLIS = Duration.ofDays(1).toMillis();

    private Arguments() {}

    static void job(long job) {
        Names.job(job); // refuses
    }

    static void pid(long pid) {
        check(pid >= 1, "pid", pid, "give the pid of a running process");
    }

    static void capacity(int n) {
        check(
                n >= 1 && n <= StartOptions.MAX_CAPACITY,
                "n",
                n,
                "must be 1 to " + StartOptions.MAX_CAPACITY + "; 2048 is typical");
    }

    static Duration grace(long millis) {
        check(
                millis >= 1 && millis <= MAX_GRACE_MILLIS,
                "graceMillis",
                millis,
                "must be 1 to " + MAX_GRACE_MILLIS + " milliseconds; 10000 is typical");
        return Duration.ofMillis(millis);
    }

    /** Whoever waits has one of the connector's threads. */
    static Duration timeout(long millis) {
        check(
                millis >= 1 && millis <= MAX_WAIT_MILLIS,
                "millis",
                millis,
                "give 1 to " + MAX_WAIT_MILLIS + " milliseconds, and call again");
        return Duration.ofMillis(millis);
    }

    /** {@return the text; none is an empty one} */
    static String label(String text) {
        String label = text == null ? "" : text;
        if (!LABEL.matcher(label).matches()) {
            throw new IllegalArgumentException(
                    "text \"" + label + "\" is no label: give at most 31 printable ASCII characters, and no backslash");
        }
        return label;
    }

    static void pageLimit(int limit) {
        check(
                limit >= Listing.STEP && limit <= MAX_PAGE_LIMIT,
                "limit",
                limit,
                "give the most to answer, " + Listing.STEP + " to " + MAX_PAGE_LIMIT);
    }

    static void offset(int offset) {
        check(offset >= 0, "offset", offset, "must be 0 or more");
    }

    static void limit(int limit) {
        check(limit >= 1, "limit", limit, "must be 1 or more");
    }

    /** A record is some hundred bytes, on the way to the client several times. */
    static void historyLimit(int limit) {
        check(
                limit >= 1 && limit <= MAX_HISTORY_LIMIT,
                "limit",
                limit,
                "must be 1 to " + MAX_HISTORY_LIMIT + "; use offset to read the rest");
    }

    static <T> List<T> page(List<T> all, int offset, int limit) {
        int from = Math.min(offset, all.size());
        int to = (int) Math.min((long) from + limit, all.size());
        return List.copyOf(all.subList(from, to));
    }

    private static void check(boolean good, String what, long value, String fix) {
        if (!good) {
            throw new IllegalArgumentException(what + " " + value + " is out of range: " + fix);
        }
    }
}
