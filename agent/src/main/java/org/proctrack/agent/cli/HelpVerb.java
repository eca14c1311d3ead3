// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import org.apache.commons.cli.Option;

/** Prints the table of verbs, or how one verb is called. */
final class HelpVerb extends Verb {

    HelpVerb() {
        super("help", "[VERB]", "list the verbs, or show the options of one", 0, 1);
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        session.print(
                arguments.count() == 0
                        ? table()
                        : of(Verbs.named(arguments.rest().get(0))));
        return ExitCode.DONE;
    }

    static String table() {
        Table table = new Table(2);
        for (Verb verb : Verbs.all()) {
            table.row("  " + verb.name(), verb.summary());
        }
        return "usage: proctrack VERB [options] [arguments]\n" + table + "\n"
                + "proctrack help VERB shows its options.\n"
                + "Exit codes: 0 done, 1 refused or failed, 2 usage, 3 not loaded, 4 no such job or pid,"
                + " 5 survivors or timeout.";
    }

    static String of(Verb verb) {
        Table table = new Table(2);
        for (Option option : verb.options().getOptions()) {
            table.row("  " + names(option), option.getDescription());
        }
        return "usage: " + verb.usage() + "\n" + verb.summary() + "\n" + table;
    }

    private static String names(Option option) {
        String letter = option.getOpt() == null ? "" : "-" + option.getOpt() + ", ";
        String argument = option.hasArg() ? " " + option.getArgName() : "";
        return letter + "--" + option.getLongOpt() + argument;
    }
}
