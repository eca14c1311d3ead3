// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** More jobs than anybody wants to look at. */
class ManyJobsTest {

    private static final int JOBS = 10_000;
    private static final int NEWEST = 100;
    private static final String RUN =
            Repository.file("kext/build/proctrack-run").toString();

    private final Pins pins = Pins.fresh();
    private final Cli cli = Cli.at(pins);

    private Run shell(String script) {
        return Run.of(List.of("sh", "-c", script), cli.environment(), Path.of("."));
    }

    private int jobBeans(AgentJvm agent) throws Exception {
        return agent.connection()
                .queryNames(new ObjectName(Names.DOMAIN + ":type=Job,*"), null)
                .size();
    }

    @Test
    @Tag("slow")
    void tenThousandJobsInAMinuteAreCountedToTheLast() throws Exception {
        try (AgentJvm agent = AgentJvm.service(pins, 2048)) {
            Run run = shell("i=1; while [ $i -le " + JOBS + " ]; do " + RUN + " $i true; i=$((i+1)); done");
            assertThat(run.exit()).as(run.toString()).isZero();

            ExtensionMXBean extension = agent.extension();
            assertThat(extension.getJobsTotal()).isEqualTo(JOBS);
            assertThat(extension.getExitedNormally()).isEqualTo(JOBS);
            assertThat(extension.getLostEventCount()).isZero();
            assertThat(extension.getEventCount()).isEqualTo(2L * JOBS);
            assertThat(extension.getHistoryCount()).isEqualTo(extension.getHistoryCapacity());
            assertThat(extension.getHistoryDropped()).isEqualTo(JOBS - extension.getHistoryCapacity());
            // The kernel frees tasks by processor, so of jobs that end one after the other the last may be gone first
            assertThat(agent.jobs().history(0, NEWEST)).extracting(EndedJob::id).contains((long) JOBS);
            await().until(() -> jobBeans(agent) == 0);
            extension.stop("");
        }
    }

    @Test
    void jobsBeyondTheCapHaveNoMBeanAndCanBeKilledAllTheSame() throws Exception {
        assertThat(cli.run("start").exit()).isZero();
        List<String> command = new ArrayList<>(cli.command("agent"));
        command.add(1, "-Dproctrack.jobs.max=20");
        List<Process> jobs = new ArrayList<>();
        try (AgentJvm agent = AgentJvm.run(command, cli.environment()).awaitRunning()) {
            for (int job = 1; job <= 60; job++) {
                ProcessBuilder builder = new ProcessBuilder(RUN, Integer.toString(job), "sleep", "60");
                builder.environment().putAll(cli.environment());
                jobs.add(builder.start());
            }
            await().until(() -> agent.jobs().getCount() == 60);
            await().until(() -> jobBeans(agent) == 20 && agent.jobs().getOmittedCount() == 40);
            for (long job = 1; job <= 60; job++) {
                assertThat(agent.jobs().killJob(job, "KILL").survivors()).isZero();
            }
            await().until(() -> jobBeans(agent) == 0 && agent.jobs().getOmittedCount() == 0);
            assertThat(agent.extension().getExitedBySignal()).isEqualTo(60);
        } finally {
            jobs.forEach(Process::destroyForcibly);
            assertThat(cli.run("stop", "--force").exit()).isZero();
        }
    }
}
