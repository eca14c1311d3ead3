// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.proctrack.mbeans.JobsMXBean;

/** Processes that a case may put into jobs and kill; nobody else's may be touched. */
final class Children implements AutoCloseable {

    private static final int COUNT = 4;

    private final List<Process> children = new ArrayList<>();
    private final Process bystander = start();

    Children() {
        // also when the driver fails
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "children"));
        refill();
    }

    private static Process start() {
        try {
            return new ProcessBuilder("sleep", "900").start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As many as there were at first, alive. */
    void refill() {
        children.removeIf(child -> !child.isAlive());
        while (children.size() > 2 * COUNT) {
            children.remove(0).destroyForcibly();
        }
        while (children.size() < COUNT) {
            children.add(start());
        }
    }

    void endAll() {
        children.forEach(Process::destroyForcibly);
    }

    /** {@return the pid of one} */
    long pid(Chance chance) {
        return chance.of(children).pid();
    }

    /** {@return one that is in no job, alive} */
    Process free(JobsMXBean jobs) {
        refill();
        for (Process child : children) {
            try {
                jobs.find(child.pid());
            } catch (IllegalArgumentException e) {
                // in no job
                if (child.isAlive()) {
                    return child;
                }
            }
        }
        children.add(start());
        return children.get(children.size() - 1);
    }

    /** {@return a pid that an operation on processes may be given: one of ours, or nobody's} */
    long harmless(long pid, Chance chance) {
        boolean somebodys = pid >= 1 && pid <= 4_194_304 && Files.exists(Path.of("/proc/" + pid));
        return somebodys && children.stream().noneMatch(child -> child.pid() == pid) ? pid(chance) : pid;
    }

    /** {@return the innocent one, which no case names} */
    Process bystander() {
        return bystander;
    }

    @Override
    public void close() {
        endAll();
        bystander.destroyForcibly();
    }
}
