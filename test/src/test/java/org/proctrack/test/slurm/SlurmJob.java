// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.slurm;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One test/slurm/job in a cluster: a daemon and six other processes for each task. */
final class SlurmJob {

    private static final int NAMES = 6;

    private final SlurmCluster cluster;
    private final String name;
    private final Path files;
    private final int tasks;
    private final Process client;

    SlurmJob(SlurmCluster cluster, String name, Path files, int tasks, Process client) {
        this.cluster = cluster;
        this.name = name;
        this.files = files;
        this.tasks = tasks;
        this.client = client;
    }

    /** Waits until every task has all its processes. */
    SlurmJob awaitReady() {
        await(name)
                .failFast(() -> !client.isAlive() && client.exitValue() != 0)
                .until(() -> said("daemonize", "ready").size() == tasks
                        && said("names", "ready").size() == tasks);
        return this;
    }

    /** {@return SLURM's number of it} */
    String id() {
        return cluster.ask("squeue", "-h", "-n", name, "-o", "%i");
    }

    /** {@return the daemons, one for each task} */
    List<Proc> daemons() {
        return members("daemonize", tasks);
    }

    /** {@return the others, six for each task, those named "a b" and "slurmstepd" among them} */
    List<Proc> children() {
        return members("names", tasks * NAMES);
    }

    /** {@return all of them} */
    List<Proc> processes() {
        List<Proc> all = new ArrayList<>(daemons());
        all.addAll(children());
        return all;
    }

    private List<Proc> members(String workload, int count) {
        List<Proc> found = said(workload, "member ").stream()
                .map(line -> Proc.of(Long.parseLong(line.substring("member ".length()))))
                .toList();
        if (found.size() != count) {
            throw new AssertionError(name + " has " + found + ", not " + count);
        }
        return found;
    }

    private List<String> said(String workload, String prefix) {
        List<String> lines = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            Path file = files.resolve(workload + "." + task);
            if (Files.exists(file)) {
                try {
                    lines.addAll(Files.readAllLines(file, StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return lines.stream().filter(line -> line.startsWith(prefix)).toList();
    }

    /** Lets the script, or every task, come to its end. */
    void end() {
        try {
            Files.writeString(files.resolve("end"), "end\n".repeat(tasks));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void cancel() {
        cluster.ask("scancel", "-n", name);
    }

    /** Waits until SLURM has nothing more to do for it on any node. */
    void awaitOver() {
        await(name).until(() -> cluster.ask("squeue", "-h", "-n", name).isEmpty() && !client.isAlive());
    }
}
