// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.cli.Options;
import org.proctrack.agent.text.Json;
import org.proctrack.mbeans.JobUsage;

/** Shows the jobs and what they use, round by round. */
final class TopVerb extends Verb {

    private static final Duration USUAL_DELAY = Duration.ofSeconds(2);
    private static final Duration LEAST_DELAY = Duration.ofMillis(100);
    private static final Duration MOST_DELAY = Duration.ofHours(1);

    /** The first round needs something to compare with, and nobody wants to wait for it. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(250);

    private static final Terminal.Size ALL = Terminal.NONE.size();

    /** For --json. */
    private record Round(long timeMillis, long intervalMillis, Map<String, Object> extension, List<Object> jobs) {}

    /** What --json says of a job after its other figures. */
    private record Figures(long generation, double cpuPercent, JobUsage usage) {}

    TopVerb() {
        super("top", "[-d SECONDS] [-n ROUNDS] [--json]", "show what live jobs use, busiest first", 0, 0);
    }

    @Override
    void describe(Options options) {
        options.addOption(value("d", "delay", "SECONDS", "seconds between rounds, 0.1 to 3600; default 2"));
        options.addOption(value(
                "n",
                "rounds",
                "ROUNDS",
                "number of rounds, 0 for endless; default: endless on a terminal (q quits), otherwise 1"));
        options.addOption(flag("json", "print one JSON document per round, one per line"));
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
            Consumer<Sample> display = arguments.json() ? json(session) : plain(session);
            repeat(sampler, delay, rounds, session, QuitKey.none(), display);
            return ExitCode.DONE;
        }
        try (QuitKey quit = QuitKey.of(session);
                Screen screen = new Screen(session.out())) {
            repeat(sampler, delay, rounds, session, quit, sample -> {
                Terminal.Size size = session.terminal().size();
                screen.draw(TopTable.lines(sample, size), size);
            });
        }
        return ExitCode.DONE;
    }

    /** Until the rounds are over, q is pressed, or whoever reads has gone. */
    private static void repeat(
            Sampler sampler, Duration delay, int rounds, Session session, QuitKey quit, Consumer<Sample> display) {
        try {
            sampler.next();
            boolean over = quit.within(delay.compareTo(FIRST_LOOK) < 0 ? delay : FIRST_LOOK);
            for (long round = 1; !over; round++) {
                display.accept(sampler.next());
                over = !session.flushed() || round == rounds || quit.within(delay);
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
                StatusView.document(sample.status()),
                sample.jobs().stream().map(TopVerb::document).toList()));
    }

    private static Object document(Sample.Job job) {
        Figures figures = new Figures(
                job.account().generation(), job.cpuPercent(), job.account().usage());
        return Json.with(job.account().info(), figures);
    }
}
