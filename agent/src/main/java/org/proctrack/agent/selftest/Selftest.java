// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.selftest;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;

/**
 * The escape drill on this machine. Other jobs are not touched; what the tricks start is bounded in number and in time,
 * and ended in any case.
 */
public final class Selftest {

    /** Records that must be free: the bomb's, and some more. */
    public static final int RECORDS = 80;

    private final Kernel kernel;
    private final Path tool;
    private Drill current;
    private boolean stopped;

    /**
     * A drill.
     *
     * @param kernel where the extension is
     * @param tool the program {@code proctrack-tricks}
     */
    public Selftest(Kernel kernel, Path tool) {
        this.kernel = kernel;
        this.tool = tool;
    }

    /** {@return why the drill cannot be held now; empty when it can} */
    public static Optional<String> obstacle(Kernel kernel, ExtensionStatus status) {
        int free = status.limits().capacity()
                - (status.population().tracked() - status.population().untabled());
        if (free < RECORDS) {
            return Optional.of("only " + free + " records are free, but the selftest needs " + RECORDS
                    + ": wait until jobs have ended, or start with a larger -n");
        }
        return kernel.find(ProcessHandle.current().pid())
                .map(job -> "this process is itself in job " + job + ": run the selftest outside any job");
    }

    /**
     * Plays tricks, one after the other.
     *
     * @param progress told about each one when it is over
     */
    public List<TrickResult> run(List<Trick> tricks, Consumer<TrickResult> progress) {
        List<TrickResult> results = new ArrayList<>();
        for (Trick trick : tricks) {
            TrickResult result = run(trick);
            results.add(result);
            progress.accept(result);
        }
        return results;
    }

    private TrickResult run(Trick trick) {
        Drill drill = begin(trick);
        TrickResult result;
        try (drill) {
            result = drill.play();
        } catch (KernelException | IllegalStateException | UncheckedIOException e) {
            result = TrickResult.failed(trick, e.getMessage());
        }
        String leftover = drill.leftover();
        return leftover.isEmpty() ? result : result.butFailed(leftover);
    }

    private synchronized Drill begin(Trick trick) {
        if (stopped) {
            throw new IllegalStateException("the selftest was stopped");
        }
        current = new Drill(kernel, tool, trick);
        return current;
    }

    /** Ends what is under way, and begins nothing more: for the end of the JVM. */
    public synchronized void stop() {
        stopped = true;
        if (current != null) {
            current.close();
        }
    }
}
