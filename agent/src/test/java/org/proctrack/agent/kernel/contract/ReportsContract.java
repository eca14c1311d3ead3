// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.proctrack.agent.kernel.contract.KernelContract.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.KernelEvent;
import org.proctrack.agent.kernel.KernelEvents;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobUsage;

/** What is told of jobs: events, and their final records. */
public interface ReportsContract extends KernelContract {

    /** Asked for alone, it says where the events are. */
    long NONE = Long.MAX_VALUE;

    @Test
    default void theLifeOfAJobIsToldInEvents() {
        long before = kernel().events(NONE).last();
        JobRef job = job(2);
        List<Long> pids =
                kernel().processes(job).stream().map(process -> process.pid()).toList();
        end(job);

        KernelEvents told = kernel().events(before);
        assertThat(told.lost()).isZero();
        assertThat(told.events())
                .extracting(KernelEvent::type)
                .containsExactly(
                        KernelEvent.Type.JOB_REGISTERED, KernelEvent.Type.JOB_SIGNALLED, KernelEvent.Type.JOB_EMPTIED);
        assertThat(told.events()).allMatch(event -> new JobRef(event.job(), event.generation()).equals(job));
        assertThat(told.events()).extracting(KernelEvent::sequence).containsExactly(before + 1, before + 2, before + 3);
        assertThat(told.last()).isEqualTo(before + 3);
        KernelEvent registered = told.events().get(0);
        assertThat(pids).contains(registered.pid());
        assertThat(registered.command()).isEqualTo("sleep");
        assertThat(registered.uid()).isZero();
        KernelEvent signalled = told.events().get(1);
        assertThat(signalled.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(signalled.value()).isEqualTo(9);
        assertThat(signalled.count()).isEqualTo(2);
        assertThat(told.events().get(2).value()).isEqualTo(2);

        assertThat(kernel().events(told.last())).isEqualTo(new KernelEvents(List.of(), told.last(), 0));
        assertThat(kernel().events(NONE)).isEqualTo(new KernelEvents(List.of(), told.last(), 0));
        assertThat(kernel().events(before + 2).events()).isEqualTo(told.events().subList(2, 3));
    }

    @Test
    default void processesAreToldOfOnlyWhereSomebodyAsks() {
        JobRef job = job(1);
        assertThat(kernel().account(job).orElseThrow().processEvents()).isFalse();
        kernel().processEvents(job, true);
        kernel().processEvents(job, true);
        assertThat(kernel().account(job).orElseThrow().processEvents()).isTrue();
        long before = kernel().events(NONE).last();
        long second = machine().process();
        kernel().register(job.id(), second);
        machine().kill(second);
        assertThat(kernel().processes(job)).hasSize(1);
        kernel().processEvents(job, false);
        assertThat(kernel().account(job).orElseThrow().processEvents()).isFalse();
        long third = machine().process();
        kernel().register(job.id(), third);
        machine().kill(third);

        List<KernelEvent> told = kernel().events(before).events();
        assertThat(told)
                .extracting(KernelEvent::type)
                .containsExactly(KernelEvent.Type.PROCESS_STARTED, KernelEvent.Type.PROCESS_EXITED);
        assertThat(told).allMatch(event -> event.pid() == second && event.job() == job.id());
        assertThat(told.get(1).value()).as("its status").isEqualTo(9);
        end(job);
        refused(
                Kind.NO_SUCH_JOB,
                "no job " + job.id() + ": proctrack list shows all jobs",
                () -> kernel().processEvents(job, true));
    }

    @Test
    default void whoSleepsIsWokenByNews() {
        long known = kernel().awaitNews(0, false, Duration.ofMillis(300));
        JobRef job = job(1);
        long news = kernel().awaitNews(known, false, LONG);
        assertThat(news).isNotEqualTo(known);
        assertThat(kernel().awaitNews(news, false, Duration.ofMillis(300))).isEqualTo(news);
        end(job);
        assertThat(kernel().awaitNews(news, false, LONG)).isNotEqualTo(news);
    }

    @Test
    default void anEndedJobHasAFinalRecord() {
        JobRef quiet = job(1);
        JobRef job = job(2);
        kernel().label(job.id(), "slurm 12.0");
        kernel().processes(quiet).forEach(process -> machine().kill(process.pid()));
        assertThat(kernel().awaitEmpty(quiet, LONG)).isTrue();
        end(job);

        List<EndedJob> last = kernel().history(2);
        assertThat(last).extracting(EndedJob::id).containsExactly(job.id(), quiet.id());
        assertThat(kernel().history(1)).isEqualTo(last.subList(0, 1));
        assertThat(kernel().history(0)).isEmpty();
        EndedJob record = last.get(0);
        assertThat(record)
                .usingRecursiveComparison()
                .ignoringFields("sinceMillis", "endedMillis", "usage")
                .isEqualTo(new EndedJob(
                        job.id(),
                        0,
                        "root",
                        "slurm 12.0",
                        0,
                        0,
                        2,
                        2,
                        "SIGKILL",
                        0,
                        ProcessHandle.current().pid(),
                        0,
                        "",
                        false,
                        JobUsage.NONE));
        assertThat(record.sinceMillis()).isPositive().isLessThanOrEqualTo(record.endedMillis());
        assertThat(last.get(1).signal()).isEmpty();
        assertThat(last.get(1).signalPid()).isZero();
    }

    @Test
    default void finalRecordsAreFoundByTheIdOfTheirJob() {
        JobRef job = job(1);
        assertThat(kernel().historyOf(job.id(), 10)).isEmpty();
        end(job);
        kernel().register(job.id(), machine().process());
        kernel().register(job.id(), machine().process());
        end(JobRef.of(job.id()));
        end(job(1));
        List<Long> totals = new ArrayList<>();
        kernel().historyOf(job.id(), 10).forEach(record -> totals.add(record.processesTotal()));
        assertThat(totals).containsExactly(2L, 1L);
        assertThat(kernel().historyOf(job.id(), 1))
                .hasSize(1)
                .extracting("processesTotal")
                .containsExactly(2L);
        assertThat(kernel().historyOf(machine().unusedJob(), 10)).isEmpty();
    }

    @Test
    default void aLiveJobHasAnAccount() {
        JobRef job = job(1);
        assertThat(kernel().account(job.id()))
                .map(account -> account.generation())
                .contains(job.generation());
        assertThat(kernel().account(machine().unusedJob())).isEmpty();
        end(job);
        assertThat(kernel().account(job)).isEmpty();
        assertThat(kernel().account(job.id())).isEmpty();
    }

    @Test
    default void withoutTheTraceADumpIsNothing() {
        long before = kernel().events(NONE).last();
        kernel().debug(false);
        kernel().dumpToLog();
        assertThat(kernel().events(NONE).last()).isEqualTo(before);
        assertThat(kernel().status().orElseThrow().debug().on()).isFalse();
    }
}
