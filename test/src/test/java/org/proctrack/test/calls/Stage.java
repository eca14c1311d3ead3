// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.proctrack.test.support.BusyMachine;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Tier;

/**
 * An extension of a test's own, started by the packaged command line, for the programs of {@code test/calls}. They
 * check by themselves, and say where something was not so; a live job or a dead bystander at the end is a failure too.
 */
final class Stage implements AutoCloseable {

    private static final String SKIP = "skip: ";

    private final Pins pins = Pins.fresh();
    private final Cli cli = Cli.at(pins);
    private final Process bystander = startBystander();

    private Stage() {}

    /** Starts the extension with these options. */
    static Stage with(Object... options) {
        Stage stage = new Stage();
        stage.start(options);
        return stage;
    }

    /** With nothing loaded. */
    static Stage empty() {
        return new Stage();
    }

    /** Starts the extension. */
    void start(Object... options) {
        List<Object> words = new ArrayList<>(List.of("start"));
        words.addAll(List.of(options));
        Run run = cli.run(words.toArray());
        assertThat(run.exit()).as(run.toString()).isZero();
    }

    /** Stops the extension; it must have no live jobs. */
    void stop() {
        Run run = cli.run("stop");
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(pins.exists()).isFalse();
    }

    /** Plays a scene to its end, where everything must have been right. */
    void play(String program, Object... words) {
        List<String> command = new ArrayList<>(List.of(program(program).toString()));
        for (Object word : words) {
            command.add(word.toString());
        }
        run(command);
    }

    /** Runs any command to a good end, with the pins in its environment. */
    void run(List<String> command) {
        Run run = Run.of(command, Map.of("PROCTRACK_PINS", pins.path().toString()), Path.of("."));
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.err()).as(run.toString()).isEmpty();
        assertThat(bystander.isAlive()).isTrue();
        run.out()
                .lines()
                .filter(line -> line.startsWith(SKIP))
                .findFirst()
                .ifPresent(line -> Tier.skip(line.substring(SKIP.length())));
    }

    /** A process outside of every job, which lives longer than a stage needs. */
    private static Process startBystander() {
        ProcessBuilder builder = new ProcessBuilder(
                Repository.file("test/workloads/build/bystander").toString());
        builder.environment().put("DRILL_SECONDS", Long.toString(BusyMachine.LIFE.toSeconds()));
        try {
            Process process = builder.start();
            // its first byte: it runs, and has its dead-man
            assertThat(process.getInputStream().read()).isPositive();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a program of {@code test/calls}} */
    static Path program(String name) {
        return Repository.file("test/calls/build/" + name);
    }

    @Override
    public void close() {
        try {
            if (pins.exists()) {
                assertThat(cli.run("status", "--json").out()).contains("\"jobCount\":0,");
            }
            assertThat(bystander.isAlive()).isTrue();
        } finally {
            // without a file, whose programs the kernel would have to verify once more
            if (pins.exists()) {
                assertThat(cli.run("stop", "--force").exit()).isZero();
            }
            bystander.destroyForcibly();
        }
    }
}
