// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.StartOptions;

/** What follows the verb: options by name, arguments by position, read as what they mean. */
final class Arguments {

    private final Verb verb;
    private final CommandLine line;
    private final boolean separated;

    private Arguments(Verb verb, CommandLine line, boolean separated) {
        this.verb = verb;
        this.line = line;
        this.separated = separated;
    }

    static Arguments parse(Verb verb, String... args) {
        // SKIP lets -1 through as an argument, and unknown options too: check() tells them apart
        DefaultParser.NonOptionAction action =
                verb.takesCommand() ? DefaultParser.NonOptionAction.STOP : DefaultParser.NonOptionAction.SKIP;
        try {
            CommandLine line = DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .setStripLeadingAndTrailingQuotes(false)
                    .get()
                    .parse(verb.options(), null, action, args);
            int tail = args.length - line.getArgList().size();
            return new Arguments(verb, line, tail > 0 && args[tail - 1].equals("--"));
        } catch (ParseException e) {
            String message = e.getMessage();
            throw usage(verb, Character.toLowerCase(message.charAt(0)) + message.substring(1));
        }
    }

    /** Refuses unknown and repeated options, and too few or too many arguments. */
    void check() {
        Set<String> seen = new HashSet<>();
        for (Option option : line.getOptions()) {
            if (!seen.add(option.getKey())) {
                throw usage((option.getOpt() == null ? "--" : "-") + option.getKey() + " is given twice");
            }
        }
        for (String argument : verb.takesCommand() && !rest().isEmpty() ? rest().subList(0, 1) : rest()) {
            if (argument.startsWith("-") && !separated && !Numbers.looksLikeOne(argument)) {
                throw usage("unknown option " + argument);
            }
        }
        if (!verb.takes(count())) {
            throw usage(count() == 0 ? "missing arguments" : "wrong number of arguments");
        }
    }

    CliException usage(String message) {
        return usage(verb, message);
    }

    private static CliException usage(Verb verb, String message) {
        return CliException.usage(message + "; usage: " + verb.usage());
    }

    boolean has(String option) {
        return line.hasOption(option);
    }

    boolean json() {
        return has("json");
    }

    int count() {
        return line.getArgList().size();
    }

    List<String> rest() {
        return line.getArgList();
    }

    long job(int index) {
        return Numbers.job(rest().get(index));
    }

    long pid(int index) {
        return Numbers.pid(rest().get(index));
    }

    /** {@return the option's value; null when it is left out} */
    String value(String option) {
        return line.getOptionValue(option);
    }

    Duration duration(String option, Duration least) {
        return Durations.parse("--" + option, value(option), least);
    }

    int capacity() {
        return has("n") ? Numbers.capacity(value("n")) : StartOptions.DEFAULT_CAPACITY;
    }

    ExtensionImage image() {
        String file = has("f") ? value("f") : "";
        if (has("f") && file.isEmpty()) {
            throw usage("-f needs a file name");
        }
        try {
            return ExtensionImage.of(file);
        } catch (InvalidPathException e) {
            throw CliException.refused(file + ": this locale cannot represent the name; set LC_ALL=C.UTF-8");
        }
    }
}
