// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;

class RangesTest {

    @Test
    void jobs() {
        Ranges.job(1);
        Ranges.job(4294967295L);
        refused(() -> Ranges.job(0), Kind.INVALID, "job 0 is out of range: job ids are 1 to 4294967295");
        refused(() -> Ranges.job(-1), Kind.INVALID, "job -1 is");
        refused(() -> Ranges.job(4294967296L), Kind.INVALID, "job 4294967296 is");
    }

    @Test
    void pids() {
        Ranges.member(2);
        Ranges.pid(1);
        Ranges.pid(Long.MAX_VALUE);
        refused(() -> Ranges.pid(0), Kind.INVALID, "pid 0 is out of range: pids begin at 1");
        refused(() -> Ranges.member(-1), Kind.INVALID, "pid -1 is");
        refused(() -> Ranges.member(0), Kind.DENIED, "pid 0 is the kernel and can never be in a job");
        refused(() -> Ranges.member(1), Kind.DENIED, "pid 1 is init and can never be in a job");
        refused(() -> Ranges.member(1L << 32), Kind.NO_SUCH_PROCESS, "no process 4294967296");
    }

    @Test
    void signalsAndCapacities() {
        Ranges.signal(1);
        Ranges.signal(64);
        Ranges.capacity(1);
        Ranges.capacity(4194304);
        refused(() -> Ranges.signal(0), Kind.INVALID, "signal 0 is out of range: signals are 1 to 64");
        refused(() -> Ranges.signal(65), Kind.INVALID, "signal 65 is");
        refused(() -> Ranges.capacity(0), Kind.INVALID, "capacity 0 is out of range: 1 to 4194304");
        refused(() -> Ranges.capacity(1_000_000_000), Kind.INVALID, "capacity 1000000000 is");
    }

    private static void refused(ThrowingCallable call, Kind kind, String message) {
        KernelException refusal = catchThrowableOfType(KernelException.class, call);
        assertThat(refusal).isNotNull();
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal).hasMessageStartingWith(message);
    }
}
