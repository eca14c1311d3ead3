// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.proctrack.test.support.BusyMachine;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Tier;

/** A SLURM of Debian's on this host, with a network, a directory and daemons of its own; see test/slurm/cluster. */
final class SlurmCluster implements AutoCloseable {

    private static final int UNKILLABLE_SECONDS = 15;

    private final Path directory;
    private final Pins pins;
    private final int unkillableSeconds;
    private int submitted;

    private SlurmCluster(Path directory, Pins pins, int unkillableSeconds) {
        this.directory = directory;
        this.pins = pins;
        this.unkillableSeconds = unkillableSeconds;
    }

    /** Starts daemons for that many nodes; with 0 there is no slurmd, but node1 is configured. */
    static SlurmCluster start(String type, int nodes, Pins pins) {
        return start(type, nodes, pins, UNKILLABLE_SECONDS);
    }

    /** The same, which gives up sooner or later on a step that does not end. */
    static SlurmCluster start(String type, int nodes, Pins pins, int unkillableSeconds) {
        if (!Files.exists(Path.of("/usr/sbin/slurmd"))) {
            Tier.skip("no SLURM is installed: scripts/test does it");
        }
        if (!Files.exists(Path.of("/sys/fs/cgroup/cgroup.procs"))
                && !Files.isDirectory(Path.of("/sys/fs/cgroup/freezer"))) {
            Tier.skip("no cgroups are mounted on /sys/fs/cgroup, and slurmd wants to see some");
        }
        try {
            Path directory = Files.createTempDirectory("pt-test-slurm");
            SlurmCluster cluster = new SlurmCluster(directory, pins, unkillableSeconds);
            Run run = cluster.script("start", "proctrack/" + type, Integer.toString(nodes));
            if (run.exit() != 0) {
                String logs = cluster.logs();
                cluster.close();
                throw new AssertionError(run + logs);
            }
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One verb of test/slurm/cluster. */
    Run script(String verb, String... arguments) {
        return Run.of(command(verb, arguments), environment(), Path.of("/"));
    }

    /** A client of this cluster, to its end. */
    Run run(String... client) {
        return script("run", client);
    }

    /** The same; it must succeed. */
    String ask(String... client) {
        Run run = run(client);
        assertThat(run.exit()).as(run.toString()).isZero();
        return run.out().strip();
    }

    /** A client of this cluster that goes on; whoever starts it ends it. */
    Process background(String... client) {
        ProcessBuilder builder = new ProcessBuilder(command("run", client))
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(String verb, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Repository.file("test/slurm/cluster").toString());
        command.add(verb);
        command.add(directory.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private Map<String, String> environment() {
        return Map.of(
                "PROCTRACK_PINS", pins.path().toString(), "UNKILLABLE_SECONDS", Integer.toString(unkillableSeconds));
    }

    /** Submits test/slurm/job, as a batch job or as a step of srun's, one task a node. */
    SlurmJob submit(String title, boolean batch, int nodes) {
        String name = title + "-" + ++submitted;
        Path files = directory.resolve(name);
        try {
            Files.createDirectory(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Run fifo = Run.of("mkfifo", files.resolve("end").toString());
        assertThat(fifo.exit()).as(fifo.toString()).isZero();
        List<String> command = command("run", batch ? "sbatch" : "srun");
        command.addAll(List.of("-J", name, "-N" + nodes, "-n" + nodes, "--time=3", "-o", files.resolve("out") + ""));
        command.add(Repository.file("test/slurm/job").toString());
        command.add(files.toString());
        command.add(Repository.file("test/workloads/build").toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(files.resolve("client").toFile());
        builder.environment().putAll(environment());
        builder.environment().put("DRILL_SECONDS", Long.toString(BusyMachine.LIFE.toSeconds()));
        try {
            return new SlurmJob(this, name, files, batch ? 1 : nodes, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the pid of slurmctld or of a node's slurmd} */
    long pid(String daemon) {
        Run run = script("pid", daemon);
        assertThat(run.exit()).as(run.toString()).isZero();
        return Long.parseLong(run.out().strip());
    }

    /** {@return a daemon's log} */
    String log(String daemon) {
        try {
            return Files.readString(directory.resolve("log/" + daemon + ".log"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String logs() {
        StringBuilder text = new StringBuilder();
        for (String daemon : List.of("slurmctld", "node1")) {
            if (Files.exists(directory.resolve("log/" + daemon + ".log"))) {
                text.append(log(daemon));
            }
        }
        return text.toString();
    }

    /** Waits until that many nodes are in a state, such as idle. */
    void awaitNodes(String state, int nodes) {
        await().until(() -> run("sinfo", "-h", "-t", state, "-o", "%D").out().strip(), Integer.toString(nodes)::equals);
    }

    @Override
    public void close() {
        Run run = script("stop");
        assertThat(run.exit()).as(run.toString()).isZero();
    }
}
