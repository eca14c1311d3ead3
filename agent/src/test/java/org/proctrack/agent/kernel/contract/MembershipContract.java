// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.proctrack.agent.kernel.contract.KernelContract.refused;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.LiveJob;
import org.proctrack.agent.kernel.Place;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.Names;

/** The ways into a job and out of it. */
public interface MembershipContract extends KernelContract {

    @Test
    default void aProcessIsInTheJobThatItWasPutInto() {
        long job = machine().unusedJob();
        long pid = machine().process();
        assertThat(kernel().find(pid)).isEmpty();
        kernel().register(job, pid);
        assertThat(kernel().find(pid)).contains(job);
        end(JobRef.of(job));
        assertThat(kernel().find(pid)).isEmpty();
    }

    @Test
    default void theHighestJobIdIsAJobAsAnyOther() {
        long pid = machine().process();
        kernel().register(Names.MAX_JOB_ID, pid);
        assertThat(kernel().find(pid)).contains(Names.MAX_JOB_ID);
        assertThat(kernel().processes(Names.MAX_JOB_ID)).hasSize(1);
        end(JobRef.of(Names.MAX_JOB_ID));
    }

    @Test
    default void aJobThatBeginsHasTheIdOfItsProcessIfThatIsFree() {
        long pid = machine().process();
        long other = machine().process();
        assertThat(kernel().begin(pid)).isEqualTo(pid);
        assertThat(kernel().find(pid)).contains(pid);
        kernel().signal(pid, 18);

        kernel().register(other, machine().process());
        long job = kernel().begin(other);
        assertThat(job).isNotEqualTo(other).isPositive();
        assertThat(kernel().find(other)).contains(job);
        assertThat(kernel().processes(job)).hasSize(1);
        Stream.of(pid, other, job).forEach(one -> end(JobRef.of(one)));
    }

    @Test
    default void anAdoptionTakesTheDescendantsThatAreInNoJob() {
        Machine.Family family = machine().family();
        long stranger = machine().process();
        long job = machine().unusedJob();
        assertThat(kernel().adopt(job, family.parent())).isEqualTo(2);
        assertThat(kernel().find(family.child())).contains(job);
        assertThat(kernel().find(stranger)).isEmpty();
        assertThat(kernel().adopt(job, stranger)).isEqualTo(1);
        end(JobRef.of(job));
    }

    @Test
    default void aRegistrationLeavesTheDescendantsWhereTheyAre() {
        Machine.Family family = machine().family();
        long job = machine().unusedJob();
        kernel().register(job, family.parent());
        assertThat(kernel().find(family.child())).isEmpty();
        end(JobRef.of(job));
    }

    @Test
    default void whoCannotBeInAJobIsRefusedByEachWayIntoOne() {
        long job = machine().unusedJob();
        JobRef old = job(1);
        long member = kernel().processes(old).get(0).pid();
        for (LongConsumer enter : ways(job)) {
            refused(Kind.DENIED, "pid 0 is the kernel and can never be in a job", () -> enter.accept(0));
            refused(Kind.DENIED, "pid 1 is init and can never be in a job", () -> enter.accept(1));
            refused(Kind.DENIED, "pid 2 is a kernel thread and can never be in a job", () -> enter.accept(2));
            refused(Kind.INVALID, "pid -1 is out of range: pids begin at 1", () -> enter.accept(-1));
            for (long nobody : List.of(NO_PID, 4_194_304L, 4_194_305L, 1L << 32, Long.MAX_VALUE)) {
                refused(
                        Kind.NO_SUCH_PROCESS,
                        "no process " + nobody + ": give the pid of a running process",
                        () -> enter.accept(nobody));
            }
            refused(
                    Kind.ALREADY_IN_JOB,
                    "process " + member + " is already in job " + old.id(),
                    () -> enter.accept(member));
        }
        assertThat(kernel().processes(job)).isEmpty();
        end(old);
    }

    private List<LongConsumer> ways(long job) {
        return List.of(pid -> kernel().register(job, pid), pid -> kernel().adopt(job, pid), kernel()::begin);
    }

    @Test
    default void aJobIsForgottenWhenItIsEmpty() {
        JobRef job = job(1);
        refused(
                Kind.BUSY,
                "job " + job.id() + " has 1 process: kill it first, or wait",
                () -> kernel().unregister(job.id()));
        kernel().register(job.id(), machine().process());
        refused(
                Kind.BUSY,
                "job " + job.id() + " has 2 processes: kill it first, or wait",
                () -> kernel().unregister(job.id()));
        end(job);
        kernel().unregister(job.id());
        kernel().unregister(machine().unusedJob());
    }

    @Test
    default void noJobIdIsOutOfRange() {
        long pid = machine().process();
        for (long job : List.of(0L, -1L, Names.MAX_JOB_ID + 1, Long.MIN_VALUE)) {
            Stream.<ThrowingCallable>of(
                            () -> kernel().register(job, pid),
                            () -> kernel().register(job, 0),
                            () -> kernel().adopt(job, pid),
                            () -> kernel().unregister(job),
                            () -> kernel().label(job, "text"),
                            () -> kernel().account(job),
                            () -> kernel().historyOf(job, 1),
                            () -> kernel().processEvents(JobRef.of(job), true),
                            () -> kernel().processes(job),
                            () -> kernel().processes(job, Place.FIRST, 64),
                            () -> kernel().signal(job, 9),
                            () -> kernel().signal(job, 0),
                            () -> kernel().awaitEmpty(job, Duration.ZERO))
                    .forEach(call -> refused(
                            Kind.INVALID, "job " + job + " is out of range: job ids are 1 to 4294967295", call));
        }
        assertThat(kernel().find(pid)).isEmpty();
    }

    @Test
    default void theRangeCountsAlsoWhenNothingIsLoaded() {
        try (Machine machine = unloaded()) {
            refused(
                    Kind.INVALID,
                    "job 0 is out of range: job ids are 1 to 4294967295",
                    () -> machine.kernel().signal(0, 9));
            refused(
                    Kind.INVALID,
                    "pid 0 is out of range: pids begin at 1",
                    () -> machine.kernel().find(0));
        }
    }

    @Test
    default void onlyPidsAreLookedFor() {
        for (long pid : List.of(0L, -1L, Long.MIN_VALUE)) {
            refused(Kind.INVALID, "pid " + pid + " is out of range: pids begin at 1", () -> kernel().find(pid));
        }
        for (long pid : List.of(1L, 2L, NO_PID, 1L << 32, Long.MAX_VALUE)) {
            assertThat(kernel().find(pid)).as("pid " + pid).isEmpty();
        }
    }

    @Test
    default void noExecWithoutACommand() {
        refused(Kind.INVALID, "no command: give one after --", () -> kernel().exec(7, List.of()));
        refused(
                Kind.INVALID,
                "job -1 is out of range: job ids are 1 to 4294967295",
                () -> kernel().exec(-1, List.of("true")));
    }

    @Test
    default void liveJobsAreListedByTheirIds() {
        JobRef second = job(2);
        JobRef first = job(1);
        assertThat(kernel().live()).extracting(LiveJob::ref).contains(first, second);
        List<Long> ids = kernel().jobs().stream().map(JobInfo::id).toList();
        assertThat(ids).contains(first.id(), second.id()).isSorted();
        end(first);
        assertThat(kernel().live())
                .extracting(LiveJob::id)
                .contains(second.id())
                .doesNotContain(first.id());
        assertThat(kernel().jobs())
                .extracting(JobInfo::id)
                .contains(second.id())
                .doesNotContain(first.id());
        end(second);
    }

    @Test
    default void aJobIsDescribed() {
        JobRef job = job(2);
        machine().kill(kernel().processes(job).get(0).pid());
        kernel().label(job.id(), "a label of more than thirty-one characters");
        assertThat(kernel().processes(job)).hasSize(1);
        JobInfo info = kernel().account(job).orElseThrow().info();
        assertThat(info)
                .usingRecursiveComparison()
                .ignoringFields("sinceMillis")
                .isEqualTo(new JobInfo(
                        job.id(), 1, 0, 0, "root", 0, 2, 2, "RUNNING", "a label of more than thirty-one", 0, ""));
        assertThat(kernel().jobs()).contains(info);
        end(job);
    }

    @Test
    default void onlyALiveJobHasALabel() {
        JobRef job = job(1);
        end(job);
        refused(
                Kind.NO_SUCH_JOB,
                "no job " + job.id() + ": proctrack list shows all jobs",
                () -> kernel().label(job.id(), "text"));
    }

    @Test
    default void theNextJobWithAnIdIsAnotherOne() {
        JobRef old = job(1);
        end(old);
        kernel().register(old.id(), machine().process());
        JobRef next =
                new JobRef(old.id(), kernel().account(old.id()).orElseThrow().generation());
        assertThat(next).isNotEqualTo(old);

        assertThat(kernel().account(old)).isEmpty();
        assertThat(kernel().processes(old)).isEmpty();
        assertThat(kernel().processes(old.id(), new Place(old.generation(), 0, 0), 64)
                        .processes())
                .isEmpty();
        assertThat(kernel().awaitEmpty(old, Duration.ZERO)).isTrue();
        Map.<String, ThrowingCallable>of(
                        "signal", () -> kernel().signal(old, 9), "watch", () -> kernel().processEvents(old, true))
                .forEach((what, call) ->
                        refused(Kind.NO_SUCH_JOB, "no job " + old.id() + ": proctrack list shows all jobs", call));
        assertThat(kernel().processes(next)).hasSize(1);
        end(next);
    }

    @Test
    default void aSweepTakesNobodyOutWhoLives() {
        JobRef job = job(1);
        assertThat(kernel().sweep()).isZero();
        assertThat(kernel().processes(job)).hasSize(1);
        end(job);
    }
}
