// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.KernelException.Kind;

/** A value that cannot be meant does not come to be. */
class ValuesTest {

    @Test
    void jobs() {
        JobRef.of(1);
        JobRef.of(4294967295L);
        refused(() -> JobRef.of(0), Kind.INVALID, "job 0 is out of range: job ids are 1 to 4294967295");
        refused(() -> JobRef.of(-1), Kind.INVALID, "job -1 is");
        refused(() -> new JobRef(4294967296L, 1), Kind.INVALID, "job 4294967296 is");
    }

    @Test
    void pids() {
        Pid.member(2);
        new Pid(1);
        new Pid(Long.MAX_VALUE);
        refused(() -> new Pid(0), Kind.INVALID, "pid 0 is out of range: pids begin at 1");
        refused(() -> Pid.member(-1), Kind.INVALID, "pid -1 is");
        refused(() -> Pid.member(0), Kind.DENIED, "pid 0 is the kernel and can never be in a job");
        refused(() -> Pid.member(1), Kind.DENIED, "pid 1 is init and can never be in a job");
        refused(() -> Pid.member(1L << 32), Kind.NO_SUCH_PROCESS, "no process 4294967296");
    }

    @Test
    void signals() {
        new SignalNumber(1);
        new SignalNumber(64);
        refused(() -> new SignalNumber(0), Kind.INVALID, "signal 0 is out of range: signals are 1 to 64");
        refused(() -> new SignalNumber(65), Kind.INVALID, "signal 65 is");
    }

    @Test
    void choicesAtStart() {
        StartOptions good = StartOptions.of(1).withUserShare(100).withHistory(0);
        StartOptions.of(4194304).withUserShare(1).withHistory(1_000_000);
        refused(() -> StartOptions.of(0), Kind.INVALID, "capacity 0 is out of range: 1 to 4194304");
        refused(() -> good.withCapacity(1_000_000_000), Kind.INVALID, "capacity 1000000000 is");
        refused(() -> good.withUserShare(0), Kind.INVALID, "user share 0 is out of range: 1 to 100 percent");
        refused(() -> good.withUserShare(101), Kind.INVALID, "user share 101 is");
        refused(() -> good.withHistory(-1), Kind.INVALID, "history -1 is out of range: 0 to 1000000 final records");
        refused(() -> good.withHistory(1_000_001), Kind.INVALID, "history 1000001 is");
    }

    private static void refused(ThrowingCallable call, Kind kind, String message) {
        KernelException refusal = catchThrowableOfType(KernelException.class, call);
        assertThat(refusal).isNotNull();
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal).hasMessageStartingWith(message);
    }
}
