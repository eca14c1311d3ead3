// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.proctrack.agent.kernel.contract.KernelContract.refused;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.Names;

/** Jobs that die with their owner. */
public interface OwnersContract extends KernelContract {

    @Test
    default void aJobDiesWithItsOwner() {
        JobRef job = job(3);
        JobRef other = job(1);
        long owner = machine().process();
        kernel().tie(job.id(), owner);
        assertThat(info(job)).extracting(JobInfo::owner, JobInfo::ownerName).containsExactly(owner, "sleep");

        machine().kill(owner);
        assertThat(kernel().awaitEmpty(job, LONG)).isTrue();
        assertThat(kernel().processes(other)).hasSize(1);
        EndedJob record = kernel().historyOf(job.id(), 1).get(0);
        assertThat(record)
                .extracting(EndedJob::owner, EndedJob::ownerName, EndedJob::ownerEnded)
                .containsExactly(owner, "sleep", true);
        assertThat(record).extracting(EndedJob::signal, EndedJob::signalPid).containsExactly("SIGKILL", owner);
        end(other);
    }

    @Test
    default void anOwnerTakesAllItsJobsAlong() {
        List<JobRef> jobs = List.of(job(1), job(2), job(1));
        long owner = machine().process();
        jobs.forEach(job -> kernel().tie(job.id(), owner));
        machine().kill(owner);
        assertThat(jobs).allMatch(job -> kernel().awaitEmpty(job, LONG));
    }

    @Test
    default void anOwnerMayBeOfTheJob() {
        JobRef job = job(3);
        long owner = kernel().processes(job).get(1).pid();
        kernel().tie(job.id(), owner);
        machine().kill(owner);
        assertThat(kernel().awaitEmpty(job, LONG)).isTrue();
    }

    @Test
    default void theLastOwnerCounts() {
        JobRef job = job(2);
        long first = machine().process();
        long second = machine().process();
        kernel().tie(job.id(), first);
        kernel().tie(job.id(), second);
        machine().kill(first);
        assertThat(kernel().processes(job)).hasSize(2);
        machine().kill(second);
        assertThat(kernel().awaitEmpty(job, LONG)).isTrue();
    }

    @Test
    default void aJobOutlivesWhoIsItsOwnerNoMore() {
        JobRef job = job(2);
        long owner = machine().process();
        kernel().untie(job.id());
        kernel().tie(job.id(), owner);
        kernel().untie(job.id());
        assertThat(info(job)).extracting(JobInfo::owner, JobInfo::ownerName).containsExactly(0L, "");
        machine().kill(owner);
        assertThat(kernel().processes(job)).hasSize(2);
        end(job);
        assertThat(kernel().historyOf(job.id(), 1).get(0).ownerEnded()).isFalse();
    }

    @Test
    default void whoCannotOwnAJobIsRefused() {
        JobRef job = job(1);
        refused(Kind.DENIED, "pid 0 is the kernel and can never own a job", () -> kernel().tie(job.id(), 0));
        refused(Kind.DENIED, "pid 1 is init and can never own a job", () -> kernel().tie(job.id(), 1));
        refused(Kind.DENIED, "pid 2 is a kernel thread and can never own a job", () -> kernel().tie(job.id(), 2));
        refused(Kind.INVALID, "pid -1 is out of range: pids begin at 1", () -> kernel().tie(job.id(), -1));
        for (long nobody : List.of(NO_PID, 4_194_304L, 4_194_305L, 1L << 32, Long.MAX_VALUE)) {
            refused(
                    Kind.NO_SUCH_PROCESS,
                    "no process " + nobody + ": give the pid of a running process",
                    () -> kernel().tie(job.id(), nobody));
        }
        assertThat(info(job).owner()).isZero();
        end(job);
    }

    @Test
    default void onlyALiveJobHasAnOwner() {
        long owner = machine().process();
        long unused = machine().unusedJob();
        String message = "no job " + unused + ": proctrack list shows all jobs";
        refused(Kind.NO_SUCH_JOB, message, () -> kernel().tie(unused, owner));
        refused(Kind.NO_SUCH_JOB, message, () -> kernel().untie(unused));
        for (long job : List.of(0L, -1L, Names.MAX_JOB_ID + 1)) {
            String range = "job " + job + " is out of range: job ids are 1 to 4294967295";
            refused(Kind.INVALID, range, () -> kernel().tie(job, owner));
            refused(Kind.INVALID, range, () -> kernel().untie(job));
        }
    }

    private JobInfo info(JobRef job) {
        return kernel().account(job).orElseThrow().info();
    }
}
