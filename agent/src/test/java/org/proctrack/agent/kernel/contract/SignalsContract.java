// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.proctrack.agent.kernel.contract.KernelContract.refused;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.Signalled;

/** Signals to jobs, and the wait for their end. */
public interface SignalsContract extends KernelContract {

    @Test
    default void everyProcessIsSignalledAndNobodyElse() {
        JobRef job = job(3);
        JobRef neighbour = job(1);
        long bystander = machine().process();

        assertThat(kernel().signal(job.id(), 9)).isEqualTo(new Signalled(job, 3));
        assertThat(kernel().awaitEmpty(job, LONG)).isTrue();
        assertThat(kernel().processes(job)).isEmpty();
        assertThat(kernel().account(job)).isEmpty();
        assertThat(kernel().processes(neighbour)).hasSize(1);
        kernel().register(machine().unusedJob(), bystander); // it is there
        end(neighbour);
        end(JobRef.of(kernel().find(bystander).orElseThrow()));
    }

    @Test
    default void aPoliteSignalEndsItToo() {
        JobRef job = job(1);
        assertThat(kernel().signal(job, 15)).isEqualTo(new Signalled(job, 1));
        assertThat(kernel().awaitEmpty(job, LONG)).isTrue();
    }

    @Test
    default void otherSignalsLeaveTheProcesses() {
        JobRef job = job(1);
        kernel().signal(job, 19);
        assertThat(phase(job)).isEqualTo("SUSPENDED");
        kernel().signal(job, 18);
        assertThat(phase(job)).isEqualTo("RUNNING");
        kernel().signal(job, 28); // SIGWINCH, which ends nobody
        assertThat(phase(job)).isEqualTo("RUNNING");
        assertThat(kernel().processes(job)).hasSize(1);
        end(job);
    }

    private String phase(JobRef job) {
        return kernel().account(job).orElseThrow().info().phase();
    }

    @Test
    default void signalsAreNumbersFrom1To64() {
        JobRef job = job(1);
        for (int signal : List.of(0, -1, 65, Integer.MAX_VALUE)) {
            refused(
                    Kind.INVALID,
                    "signal " + signal + " is out of range: signals are 1 to 64",
                    () -> kernel().signal(job, signal));
        }
        assertThat(kernel().processes(job)).hasSize(1);
        end(job);
    }

    @Test
    default void aJobWithoutProcessesCannotBeSignalled() {
        JobRef ended = job(1);
        end(ended);
        for (JobRef job :
                List.of(ended, JobRef.of(ended.id()), JobRef.of(machine().unusedJob()))) {
            refused(
                    Kind.NO_SUCH_JOB,
                    "no job " + job.id() + ": proctrack list shows all jobs",
                    () -> kernel().signal(job, 9));
        }
    }

    @Test
    default void theWaitEndsWithTheTime() {
        JobRef job = job(1);
        assertThat(kernel().awaitEmpty(job, Duration.ofMillis(20))).isFalse();
        assertThat(kernel().awaitEmpty(job, Duration.ofMillis(-1))).isFalse();
        assertThat(kernel().awaitEmpty(job.id(), Duration.ZERO)).isFalse();
        end(job);
        assertThat(kernel().awaitEmpty(job.id(), Duration.ZERO)).isTrue();
        assertThat(kernel().awaitEmpty(machine().unusedJob(), Duration.ZERO)).isTrue();
    }

    @Test
    default void anInterruptedWaitSaysSo() {
        JobRef job = job(1);
        Thread.currentThread().interrupt();
        try {
            refused(
                    Kind.FAILED,
                    "the wait for job " + job.id() + " was interrupted",
                    () -> kernel().awaitEmpty(job, LONG));
        } finally {
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        }
        end(job);
    }
}
