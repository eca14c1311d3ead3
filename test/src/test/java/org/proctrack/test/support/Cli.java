// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line of the packaged jar, each verb in a JVM of its own, as a user runs it. */
public final class Cli {

    private final Pins pins;
    private final List<String> before;
    private final Path directory;

    private Cli(Pins pins, List<String> before, Path directory) {
        this.pins = pins;
        this.before = before;
        this.directory = directory;
    }

    /** A command line that looks at these pins. */
    public static Cli at(Pins pins) {
        return new Cli(pins, List.of(), Path.of("."));
    }

    /** The same, run by another command, for example as another user. */
    public Cli under(String... command) {
        return new Cli(pins, List.of(command), directory);
    }

    /** The same, with Ctrl-C heard: what a shell starts in the background inherits that it is not. */
    public Cli hearingCtrlC() {
        return under("env", "--default-signal=INT");
    }

    /** The same, in another working directory. */
    public Cli in(Path other) {
        return new Cli(pins, before, other);
    }

    /** Runs a verb to its end. */
    public Run run(Object... arguments) {
        return Run.of(command(arguments), environment(), directory);
    }

    /** {@return the command that run would run} */
    public List<String> command(Object... arguments) {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Jvm.CURRENT.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                Repository.agentJar().toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    /** {@return the environment that names the pins} */
    public Map<String, String> environment() {
        return Map.of("PROCTRACK_PINS", pins.path().toString());
    }
}
