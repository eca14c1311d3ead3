// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** One verb: what it is called with, and what it does. */
abstract class Verb {

    private final String name;
    private final String synopsis;
    private final String summary;
    private final int least;
    private final int most;

    /**
     * A verb.
     *
     * @param name what the user writes
     * @param synopsis options and arguments, as usage shows them
     * @param summary one line for the table of verbs
     * @param least fewest arguments
     * @param most most arguments
     */
    Verb(String name, String synopsis, String summary, int least, int most) {
        this.name = name;
        this.synopsis = synopsis;
        this.summary = summary;
        this.least = least;
        this.most = most;
    }

    /** Does it. What is wrong with the arguments is thrown before anything is changed. */
    abstract ExitCode run(Arguments arguments, Session session);

    /** Adds the verb's own options. */
    void describe(Options options) {}

    /** Whether the first argument is a command: what follows belongs to it, options too. */
    boolean takesCommand() {
        return false;
    }

    final Options options() {
        Options options = new Options();
        describe(options);
        return options.addOption("h", "help", false, "show this help");
    }

    final String usage() {
        return synopsis.isEmpty() ? "proctrack " + name : "proctrack " + name + " " + synopsis;
    }

    final String name() {
        return name;
    }

    final String summary() {
        return summary;
    }

    final boolean takes(int count) {
        return count >= least && count <= most;
    }

    static Option flag(String name, String description) {
        return Option.builder().longOpt(name).desc(description).get();
    }

    static Option json() {
        return flag("json", "print one JSON document");
    }

    static Option value(String letter, String name, String argument, String description) {
        return Option.builder(letter)
                .longOpt(name)
                .hasArg()
                .argName(argument)
                .desc(description)
                .get();
    }

    /** The file of start and stop. */
    static Option file() {
        return value("f", "filename", "FILE", "extension file; default the bundled one");
    }

    /** The capacity of start. */
    static Option capacity() {
        return value("n", "nprocs", "N", "number of processes to keep records of, 1 to 4194304; default 2048");
    }
}
