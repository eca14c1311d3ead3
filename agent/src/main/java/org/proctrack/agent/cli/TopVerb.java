// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.cli.Options;
import org.proctrack.mbeans.JobUsage;

/** Shows the jobs and what they use, round by round. */
final class TopVerb extends Verb {

    private static final Duration USUAL_DELAY = Duration.ofSeconds(2);
    private static final Duration LEAST_DELAY = Duration.ofMillis(100);
    private static final Duration MOST_DELAY = Duration.ofHours(1);

    /** The first round needs something to compare with, and nobody wants to wait for it. */
    private static final long FIRST_LOOK_MILLIS = 250;

    private static final Terminal.Size ALL = Terminal.NONE.size();

    /** For --json. */
    private record Round(long timeMillis, long intervalMillis, StatusView extension, List<Object> jobs) {}

    /** What --json says of a job after its other figures. */
    private record Figures(long generation, double cpuPercent, JobUsage usage) {}

    TopVerb() {
        super("top", "[-d SECONDS] [-n ROUNDS] [--json]", "show what the jobs use, the busiest one first", 0, 0);
    }

    @Override
    void describe(Options options) {
        options.addOption(value("d", "delay", "SECONDS", "time between two rounds, 0.1 to 3600; 2 when left out"));
        options.addOption(value(
                "n",
                "rounds",
                "ROUNDS",
                "end after so many, 0 for none; when left out, Ctrl-C ends it on a terminal, else it is one"));
        options.addOption(flag("json", "print one JSON document a round, each on a line"));
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        Duration delay = arguments.has("d")
                ? Durations.seconds("-d", arguments.value("d"), LEAST_DELAY, MOST_DELAY)
                : USUAL_DELAY;
        boolean live = session.terminal().out() && !arguments.json();
        int rounds = arguments.has("n")
                ? Numbers.count("-n", arguments.value("n"), Integer.MAX_VALUE)
                // A pipe or a file would fill for ever
                : live ? 0 : 1;
        Sampler sampler = new Sampler(
                session.kernel(), System::nanoTime, Runtime.getRuntime().availableProcessors());
        if (!live) {
            repeat(sampler, delay, rounds, session, arguments.json() ? json(session) : plain(session));
            return ExitCode.DONE;
        }
        try (Screen screen = new Screen(session.out())) {
            repeat(sampler, delay, rounds, session, sample -> {
                Terminal.Size size = session.terminal().size();
                screen.draw(TopTable.lines(sample, size), size);
            });
        }
        return ExitCode.DONE;
    }

    /** Until the rounds are over, or whoever reads has gone. */
    private static void repeat(Sampler sampler, Duration delay, int rounds, Session session, Consumer<Sample> display) {
        try {
            sampler.next();
            Thread.sleep(Math.min(delay.toMillis(), FIRST_LOOK_MILLIS));
            display.accept(sampler.next());
            for (long round = 1; session.flushed() && round != rounds; round++) {
                Thread.sleep(delay.toMillis());
                display.accept(sampler.next());
            }
        } catch (InterruptedException e) {
            // Nobody interrupts the main thread of a JVM; a program that runs us inside itself may
            Thread.currentThread().interrupt();
        }
    }

    private static Consumer<Sample> plain(Session session) {
        StringBuilder gap = new StringBuilder();
        return sample -> {
            session.print(gap + String.join("\n", TopTable.lines(sample, ALL)));
            gap.replace(0, gap.length(), "\n");
        };
    }

    private static Consumer<Sample> json(Session session) {
        return sample -> session.json(new Round(
                sample.timeMillis(),
                sample.intervalMillis(),
                StatusView.of(sample.status()),
                sample.jobs().stream().map(TopVerb::document).toList()));
    }

    private static Object document(Sample.Job job) {
        Figures figures = new Figures(
                job.account().generation(), job.cpuPercent(), job.account().usage());
        return Json.with(job.account().info(), figures);
    }
}
