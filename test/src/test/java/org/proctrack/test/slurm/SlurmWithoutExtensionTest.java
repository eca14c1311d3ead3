// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Run;

/** No step runs untracked: without the extension slurmd does not start, and a running one starts no task. */
@Tag("slow")
class SlurmWithoutExtensionTest {

    private static final String ADVICE = "error: proctrack/proctrackext: the kernel extension is not loaded: "
            + "run 'proctrack start' before slurmd";

    @Test
    void slurmdRefusesToStartAndSaysWhatToDo() {
        Pins pins = Pins.fresh();
        try (SlurmCluster cluster = SlurmCluster.start("proctrackext", 0, pins)) {
            Run refused = cluster.script("slurmd", "node1");

            await().until(() -> cluster.log("node1").contains(ADVICE));
            await().until(() -> cluster.script("pid", "node1").exit() != 0);
            // the controller and the clients need no extension
            assertThat(cluster.run("sinfo").exit()).isZero();
            assertThat(refused.exit()).isNotZero();

            assertThat(Cli.at(pins).run("start").exit()).isZero();
            assertThat(cluster.script("slurmd", "node1").exit()).isZero();
            cluster.awaitNodes("idle", 1);
        } finally {
            assertThat(Cli.at(pins).run("stop", "--force").exit()).isZero();
        }
    }

    @Test
    void aStepFailsWhenTheExtensionWasStopped() {
        Pins pins = Pins.fresh();
        assertThat(Cli.at(pins).run("start").exit()).isZero();
        try (SlurmCluster cluster = SlurmCluster.start("proctrackext", 1, pins)) {
            assertThat(Cli.at(pins).run("stop", "--force").exit()).isZero();

            Run refused = cluster.run("srun", "echo", "ran");

            // SLURM 22.05's srun exits with 0 all the same
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err()).contains("launch failed");
            assertThat(cluster.log("node1")).contains(ADVICE);

            // and no batch job follows another one into the hole
            cluster.ask("sbatch", "-o", "/dev/null", "--wrap", "true");
            cluster.awaitNodes("drain", 1);
        }
    }

    /** Nobody can tell who is left then, and nobody is told that all is well. */
    @Test
    void aJobThatCannotBeEndedDrainsTheNode() {
        Pins pins = Pins.fresh();
        assertThat(Cli.at(pins).run("start").exit()).isZero();
        try (SlurmCluster cluster = SlurmCluster.start("proctrackext", 1, pins, 2)) {
            cluster.ask("sbatch", "-o", "/dev/null", "--wrap", "exec sleep 60");
            await().until(() -> !pins.records().isEmpty());
            assertThat(Cli.at(pins).run("stop").exit()).isEqualTo(1);
            assertThat(Cli.at(pins).run("stop", "--force").exit()).isZero();

            cluster.ask("scancel", "-u", "root");

            await().until(() -> cluster.ask("squeue", "-h", "-o", "%t"), "CG"::equals);
            await().until(() -> cluster.ask("sinfo", "-h", "-R", "-o", "%E"), "Kill task failed"::equals);
        }
    }
}
