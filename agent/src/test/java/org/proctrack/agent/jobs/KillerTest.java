// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.mbeans.KillVerdict;
import org.proctrack.mbeans.Survivor;

class KillerTest {

    private final FakeKernel kernel = FakeKernel.loaded();
    private final Killer killer = new Killer(kernel, Duration.ZERO);

    @Test
    void killLeavesNobody() {
        kernel.member(42, 100, "sh").member(42, 101, "sleep").member(43, 102, "other");
        KillVerdict verdict = killer.kill(JobRef.of(42), Signals.KILL);
        assertThat(verdict.signal()).isEqualTo("SIGKILL");
        assertThat(verdict.signalled()).isEqualTo(2);
        assertThat(verdict.survivors()).isZero();
        assertThat(verdict.survivorProcesses()).isEmpty();
        assertThat(kernel.processes(43)).hasSize(1);
    }

    @Test
    void killNamesWhoIsLeft() {
        kernel.member(42, 100, "sh").stuckMember(42, 101, "dd");
        KillVerdict verdict = killer.kill(JobRef.of(42), Signals.KILL);
        assertThat(verdict.survivors()).isEqualTo(1);
        assertThat(verdict.survivorProcesses()).containsExactly(new Survivor(101, "dd", "D"));
    }

    @Test
    void otherSignalsDoNotWait() {
        kernel.member(42, 100, "sh");
        assertThat(killer.kill(JobRef.of(42), 1)).isEqualTo(verdict("SIGHUP", 1));
        assertThat(killer.suspend(JobRef.of(42))).isEqualTo(verdict("SIGSTOP", 1));
        assertThat(killer.resume(JobRef.of(42))).isEqualTo(verdict("SIGCONT", 1));
    }

    private static KillVerdict verdict(String signal, int survivors) {
        return new KillVerdict(42, signal, survivors, survivors, 0, List.of(new Survivor(100, "sh", "S")));
    }

    @Test
    void terminateThatIsHeardKillsNobody() {
        kernel.member(42, 100, "sh");
        KillVerdict verdict = killer.terminate(JobRef.of(42), Duration.ofSeconds(1));
        assertThat(verdict.signal()).isEqualTo("SIGTERM");
        assertThat(verdict.signalled()).isEqualTo(1);
        assertThat(verdict.survivors()).isZero();
        assertThat(kernel.changes()).containsExactly("signal 42 15"); // the job was gone before SIGCONT: no failure
    }

    @Test
    void terminateThatIsNotHeardKills() {
        kernel.member(42, 100, "sh").stuckMember(42, 101, "dd");
        KillVerdict verdict = killer.terminate(JobRef.of(42), Duration.ofMillis(1));
        assertThat(kernel.changes()).containsExactly("signal 42 15", "signal 42 18", "signal 42 9");
        assertThat(verdict.signal()).isEqualTo("SIGKILL");
        assertThat(verdict.survivorProcesses()).containsExactly(new Survivor(101, "dd", "D"));
    }

    @Test
    void noSuchJobIsRefused() {
        assertThatExceptionOfType(KernelException.class)
                .isThrownBy(() -> killer.kill(JobRef.of(42), Signals.KILL))
                .matches(e -> e.kind() == KernelException.Kind.NO_SUCH_JOB);
        assertThatExceptionOfType(KernelException.class)
                .isThrownBy(() -> killer.terminate(JobRef.of(42), Duration.ZERO))
                .matches(e -> e.kind() == KernelException.Kind.NO_SUCH_JOB);
        assertThat(kernel.changes()).isEmpty();
    }
}
