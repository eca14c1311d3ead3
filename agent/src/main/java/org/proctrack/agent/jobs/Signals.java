// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.jobs;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Linux's signals by name and number, as on x86-64. */
public final class Signals {

    /** SIGKILL. */
    public static final int KILL = 9;

    /** SIGTERM. */
    public static final int TERM = 15;

    /** SIGCONT. */
    public static final int CONT = 18;

    /** SIGSTOP. */
    public static final int STOP = 19;

    private static final int RTMIN = 34; // glibc keeps 32 and 33 for itself
    private static final int RTMAX = 64;

    // in order, from 1
    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");

    private static final Map<String, Integer> OTHER_NAMES =
            Map.of("IOT", 6, "CLD", 17, "POLL", 29, "RTMIN", RTMIN, "RTMAX", RTMAX);

    private Signals() {}

    /**
     * The number of a signal.
     *
     * @param text a name with or without SIG, in capitals or not, or a number
     * @return 1 to 64
     * @throws UnknownSignalException when the text is neither a name nor a number
     * @throws IllegalArgumentException when a number is out of range
     */
    public static int parse(String text) {
        String name = text == null ? "" : capitals(text.strip());
        if (name.matches("[+-]?[0-9]+")) {
            return number(name, text);
        }
        String bare = name.startsWith("SIG") ? name.substring("SIG".length()) : name;
        int index = NAMES.indexOf(bare);
        if (index >= 0) {
            return index + 1;
        }
        Integer other = OTHER_NAMES.get(bare);
        return other != null ? other : realTime(bare, text);
    }

    /** ASCII only: other letters, a dotless i for one, have capitals that are ASCII, and "k\u0131ll" is no signal. */
    private static String capitals(String text) {
        return text.chars().allMatch(c -> c < 0x80) ? text.toUpperCase(Locale.ROOT) : "";
    }

    private static int number(String digits, String text) {
        try {
            return inRange(Integer.parseInt(digits), text);
        } catch (NumberFormatException e) {
            return inRange(-1, text);
        }
    }

    /** RTMIN+n or RTMAX-n. */
    private static int realTime(String bare, String text) {
        if (!bare.matches("RTMIN\\+[0-9]{1,2}|RTMAX-[0-9]{1,2}")) {
            throw new UnknownSignalException(text == null ? "" : text);
        }
        int base = bare.startsWith("RTMIN") ? RTMIN : RTMAX;
        int signal = base + Integer.parseInt(bare.substring("RTMIN".length()));
        return inRange(signal < RTMIN ? -1 : signal, text);
    }

    private static int inRange(int signal, String text) {
        if (signal < 1 || signal > RTMAX) {
            throw new IllegalArgumentException(
                    "signal " + text + " is out of range: use a number from 1 to 64, or a name such as TERM");
        }
        return signal;
    }

    /**
     * The name of a signal.
     *
     * @param signal 1 to 64
     * @return for example SIGKILL or SIGRTMIN+3; the number as text for 32 and 33, which have no name
     */
    public static String name(int signal) {
        if (signal >= 1 && signal <= NAMES.size()) {
            return "SIG" + NAMES.get(signal - 1);
        }
        if (signal < RTMIN || signal > RTMAX) {
            return Integer.toString(signal);
        }
        if (signal == RTMAX) {
            return "SIGRTMAX";
        }
        return signal == RTMIN ? "SIGRTMIN" : "SIGRTMIN+" + (signal - RTMIN);
    }
}
