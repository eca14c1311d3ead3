// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.List;
import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.StartOptions;

/** The options of a start, for the verbs that load the extension. */
final class StartChoices {

    /** For usage lines. */
    static final String USAGE =
            "[-f FILE] [-n N] [--user-share PERCENT] [--no-calls] [--overflow=track|kill]" + " [--history N] [--debug]";

    private static final List<String> NAMES =
            List.of("f", "n", "user-share", "no-calls", "overflow", "history", "debug");

    private StartChoices() {}

    static void describe(Options options) {
        options.addOption(Verb.file()).addOption(Verb.capacity());
        options.addOption(Verb.value(
                null,
                "overflow",
                "WHAT",
                "processes beyond N: track them without a record (default), or kill them at birth"));
        options.addOption(Verb.value(
                null,
                "user-share",
                "PERCENT",
                "share of N for each user other than root, 1 to 100; default " + StartOptions.DEFAULT_USER_SHARE));
        options.addOption(Verb.flag("no-calls", "disable the calls of proctrack.h; only root's tools work then"));
        options.addOption(Verb.value(
                null,
                "history",
                "N",
                "final records of ended jobs to keep, 0 to " + StartOptions.MAX_HISTORY + "; default "
                        + StartOptions.DEFAULT_HISTORY));
        options.addOption(Verb.flag("debug", "write a trace to proctrackext.log in this directory"));
    }

    static boolean any(Arguments arguments) {
        return NAMES.stream().anyMatch(arguments::has);
    }

    static StartOptions of(Arguments arguments) {
        return StartOptions.of(arguments.capacity())
                .withOverflowKill(overflowKill(arguments))
                .withUserShare(userShare(arguments))
                .withCalls(!arguments.has("no-calls"))
                .withHistory(history(arguments))
                .withDebug(arguments.has("debug"));
    }

    private static int history(Arguments arguments) {
        return arguments.has("history")
                ? Numbers.count("--history", arguments.value("history"), StartOptions.MAX_HISTORY)
                : StartOptions.DEFAULT_HISTORY;
    }

    private static int userShare(Arguments arguments) {
        return arguments.has("user-share")
                ? Numbers.percent("--user-share", arguments.value("user-share"))
                : StartOptions.DEFAULT_USER_SHARE;
    }

    private static boolean overflowKill(Arguments arguments) {
        String overflow = arguments.has("overflow") ? arguments.value("overflow") : "track";
        return switch (overflow) {
            case "track" -> false;
            case "kill" -> true;
            default -> throw arguments.usage("--overflow must be track or kill, not \"" + overflow + "\"");
        };
    }
}
