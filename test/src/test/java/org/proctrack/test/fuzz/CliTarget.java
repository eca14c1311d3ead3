// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.proctrack.agent.cli.Cli;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.agent.loader.LoaderKernel;

/** The command line, in this JVM, with argument vectors that nobody would type. */
final class CliTarget implements Target {

    private static final Set<Integer> DOCUMENTED = Set.of(0, 1, 2, 3, 4, 5, 126, 127);
    private static final long USUAL_MILLIS = 1_000;
    private static final long MOST_SECONDS = 120;
    private static final int CAPACITY = 64;

    private final Outcomes outcomes;
    private final boolean aside;
    private final Kernel kernel;
    private final Children children = new Children();
    private final Vectors vectors = new Vectors(children);
    private final ExecutorService runner = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "case");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * A command line.
     *
     * @param aside whether nothing may be loaded
     * @param pins where the extension is, or is not
     */
    CliTarget(Outcomes outcomes, boolean aside, String pins) {
        this.outcomes = outcomes;
        this.aside = aside;
        this.kernel = new LoaderKernel(pins);
        load();
    }

    private void load() {
        if (!aside && kernel.status().isEmpty()) {
            kernel.start(ExtensionImage.of(""), StartOptions.of(CAPACITY));
            outcomes.count("(extension started)");
        }
    }

    @Override
    public void play(Chance chance, long number) {
        children.refill();
        String[] vector = vectors.next(chance, aside);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Cli cli = new Cli(
                () -> kernel,
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                // where no command is
                Map.of("PATH", "/nonexistent"));
        int exit = run(cli, vector);
        judge(vector, exit, err.toString(StandardCharsets.UTF_8));
        load();
    }

    /** What waits for a job is let go by its end, and what waits for nothing is interrupted. */
    @SuppressWarnings("FutureReturnValueIgnored") // it completes the other one
    private int run(Cli cli, String... vector) {
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        runner.submit(() -> {
            try {
                exit.complete(cli.run(vector));
            } catch (Throwable e) {
                exit.completeExceptionally(e);
            }
            Thread.interrupted();
        });
        try {
            try {
                return exit.get(USUAL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                outcomes.count("(let go)");
                children.endAll();
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("case"))
                        .forEach(Thread::interrupt);
                return exit.get(MOST_SECONDS, TimeUnit.SECONDS);
            }
        } catch (TimeoutException e) {
            outcomes.finding("does not end: " + Arrays.toString(vector));
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            outcomes.finding("throws " + e.getCause() + ": " + Arrays.toString(vector));
            return -1;
        }
    }

    private void judge(String[] vector, int exit, String err) {
        outcomes.count("exit " + exit);
        String what = Arrays.toString(vector) + " exit " + exit + " err " + err;
        if (!DOCUMENTED.contains(exit)) {
            outcomes.finding("undocumented: " + what);
        }
        if (vector.length == 0) {
            return;
        }
        List<String> lines = Arrays.asList(err.split("\n", -1));
        // one line, and the end of it
        boolean silent = exit == 0
                || exit == 5
                || (exit == 1 && vector[0].equals("doctor"))
                || (exit == 3 && vector[0].equals("status"));
        if (err.isEmpty() ? !silent : lines.size() != 2 || !lines.get(1).isEmpty()) {
            outcomes.finding("not one line: " + what);
        }
        if (!err.isEmpty() && !(lines.get(0).startsWith("proctrack: ") && Outcomes.isOneSafeLine(lines.get(0)))) {
            outcomes.finding("not our line: " + what);
        }
        if (err.contains("failed: ") || err.contains("\tat ")) {
            outcomes.finding("not foreseen: " + what);
        }
    }

    @Override
    public void check() {
        if (!children.bystander().isAlive()) {
            outcomes.finding("the bystander is dead");
        }
        if (aside) {
            if (kernel.status().isPresent()) {
                outcomes.finding("something is loaded");
            }
            return;
        }
        long lost =
                kernel.status().map(status -> status.counters().lostEvents()).orElse(0L);
        if (lost != 0) {
            outcomes.finding(lost + " events are lost");
        }
        for (long pid :
                new long[] {ProcessHandle.current().pid(), children.bystander().pid()}) {
            if (kernel.find(pid).isPresent()) {
                outcomes.finding("pid " + pid + " is in a job");
            }
        }
    }

    @Override
    public void close() {
        children.close();
        if (kernel.status().isPresent()) {
            kernel.stop(ExtensionImage.of(""), true);
        }
        runner.shutdownNow();
    }
}
