// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Run;

/** Steps of three nodes on one kernel: tracked, suspended, cancelled and killed, each by itself. */
@Tag("slow")
class SlurmStepsTest {

    private static final int NODES = 3;
    private static final long PID_LIMIT = 4_194_304;

    private static Pins pins;
    private static AgentJvm agent;
    private static SlurmCluster cluster;

    private final List<SlurmJob> jobs = new ArrayList<>();
    private final List<Proc> started = new ArrayList<>();

    @BeforeAll
    static void start() {
        pins = Pins.fresh();
        agent = AgentJvm.service(pins, 2048);
        cluster = SlurmCluster.start("proctrackext", NODES, pins);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        agent.close();
        assertThat(Cli.at(pins).run("stop", "--force").exit()).isZero();
        assertThat(pins.exists()).isFalse();
    }

    @AfterEach
    void endAll() {
        jobs.forEach(SlurmJob::cancel);
        jobs.forEach(SlurmJob::awaitOver);
        started.forEach(Proc::kill);
        cluster.awaitNodes("idle", NODES);
    }

    private SlurmJob submit(String name, boolean batch, int nodes) {
        SlurmJob job = cluster.submit(name, batch, nodes);
        jobs.add(job);
        job.awaitReady();
        started.addAll(job.processes());
        return job;
    }

    /** {@return pids by job, as the kernel's own listing has them} */
    private static Map<Long, Set<Long>> tracked() {
        return pins.records().stream()
                .map(line -> line.split(" ", 3))
                .collect(Collectors.groupingBy(
                        field -> Long.valueOf(field[0]),
                        Collectors.mapping(field -> Long.valueOf(field[1]), Collectors.toCollection(TreeSet::new))));
    }

    private static long trackedJobOf(Proc process) {
        return tracked().entrySet().stream()
                .filter(entry -> entry.getValue().contains(process.pid()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new AssertionError(process + " is not tracked: " + tracked()));
    }

    private static List<Long> pids(List<Proc> processes) {
        return processes.stream().map(Proc::pid).toList();
    }

    private static Proc slurmstepdOf(SlurmJob job) {
        Proc stepd = Proc.of(trackedJobOf(job.daemons().get(0)) % PID_LIMIT);
        assertThat(stepd.name()).isEqualTo("slurmstepd");
        return stepd;
    }

    @Test
    void everyStepOfEveryNodeIsAJobOfItsOwn() {
        SlurmJob batch = submit("batch", true, 1);
        SlurmJob step = submit("step", false, NODES);

        Map<Long, Set<Long>> tracked = tracked();

        assertThat(tracked).hasSize(1 + NODES);
        assertThat(tracked.get(trackedJobOf(batch.daemons().get(0)))).containsAll(pids(batch.processes()));
        assertThat(step.daemons().stream().map(SlurmStepsTest::trackedJobOf)).doesNotHaveDuplicates();
        assertThat(tracked.values().stream().flatMap(Set::stream)).containsAll(pids(step.processes()));
        awaitLabel(batch.daemons().get(0), "slurm " + batch.id() + ".batch");
        step.daemons().forEach(daemon -> awaitLabel(daemon, "slurm " + step.id() + ".0"));
    }

    /** On the MBean of the process's job, which the agent publishes a moment after the job begins. */
    private static void awaitLabel(Proc process, String label) {
        long id = trackedJobOf(process);
        await().ignoreExceptionsInstanceOf(UndeclaredThrowableException.class)
                .until(() -> agent.job(id).getLabel(), label::equals);
    }

    /** The plugin registers as root; people see whose step it is. */
    @Test
    void jmxShowsWhoseStepItIs() throws InterruptedException {
        Process srun = cluster.background("srun", "--uid=65534", "-N1", "-J", "users", "sleep", "60");
        try {
            await().until(() -> agent.jobs().getJobs().stream()
                    .anyMatch(job -> job.label().matches("slurm [0-9]+[.]0")
                            && job.uid() == 65534
                            && job.user().equals("nobody")));
        } finally {
            cluster.ask("scancel", "-n", "users");
            srun.waitFor();
        }
        await().until(() -> agent.jobs().getCount() == 0);
    }

    @Test
    void suspendStopsAllAndResumeLetsThemGoOn() {
        SlurmJob other = submit("other", true, 1);
        SlurmJob job = submit("suspended", false, NODES);

        cluster.ask("scontrol", "suspend", job.id());

        await().until(() -> job.processes().stream().allMatch(process -> process.state() == 'T'));
        assertThat(other.processes()).allMatch(process -> process.state() == 'S');

        cluster.ask("scontrol", "resume", job.id());

        await().until(() -> job.processes().stream().allMatch(process -> process.state() == 'S'));
    }

    @Test
    void cancellingOneStepLeavesTheOthers() {
        SlurmJob other = submit("other", true, 1);
        SlurmJob wide = submit("wide", false, NODES);
        SlurmJob narrow = submit("narrow", false, 1);
        List<Proc> gone = narrow.processes();

        narrow.cancel();
        narrow.awaitOver();

        assertThat(Proc.living(gone)).isEmpty();
        assertThat(other.processes()).allMatch(Proc::lives);
        assertThat(wide.processes()).allMatch(Proc::lives);

        List<Proc> everywhere = wide.processes();
        wide.cancel();
        wide.awaitOver();

        assertThat(Proc.living(everywhere)).isEmpty();
        assertThat(other.processes()).allMatch(Proc::lives);
    }

    @Test
    void aNewSlurmdGoesOnWithTheSteps() {
        SlurmJob job = submit("restart", true, 1);
        List<Proc> all = job.processes();
        Proc slurmd = Proc.of(cluster.pid("node1"));
        Map<Long, Set<Long>> before = tracked();

        slurmd.kill();
        await().until(() -> !slurmd.lives());
        assertThat(tracked()).isEqualTo(before);
        Run again = cluster.script("slurmd", "node1");
        assertThat(again.exit()).as(again.toString()).isZero();

        assertThat(all).allMatch(Proc::lives);
        job.cancel();
        job.awaitOver();
        assertThat(Proc.living(all)).isEmpty();
    }

    @Test
    void whatSlurmstepdLeavesBehindIsStillAJob() {
        SlurmJob other = submit("other", true, 1);
        SlurmJob job = submit("orphaned", true, 1);
        List<Proc> all = job.processes();
        Proc stepd = slurmstepdOf(job);
        long id = trackedJobOf(all.get(0));

        stepd.kill();
        await().until(() -> !stepd.lives());

        assertThat(all).allMatch(Proc::lives);
        assertThat(tracked().get(id)).containsAll(pids(all));
        Run kill = Cli.at(pins).run("kill", id);
        assertThat(kill.exit()).as(kill.toString()).isZero();
        assertThat(Proc.living(all)).isEmpty();
        assertThat(other.processes()).allMatch(Proc::lives);
    }
}
