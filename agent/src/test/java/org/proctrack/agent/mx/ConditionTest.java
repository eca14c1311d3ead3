// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.mbeans.KernelFeature;

/** State and FailureReason. */
class ConditionTest {

    private final FakeKernel kernel = new FakeKernel();
    private final ExtensionBean extension = new ExtensionBean(kernel, () -> {}, () -> 0);

    @Test
    void stopped() {
        shows("STOPPED", "");
        assertThat(extension.isRunning()).isFalse();
    }

    @Test
    void aRefusedStartChangesNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> extension.start("/no/such", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> extension.start("", 0));
        shows("STOPPED", "");
        extension.start("", 1);
        assertThatIllegalStateException().isThrownBy(() -> extension.start("", 1));
        shows("RUNNING", "");
        extension.stop("");
        shows("STOPPED", "");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"INVALID", "DENIED", "NOT_LOADED", "ALREADY_LOADED", "FULL", "BUSY"})
    void whoeverStartedWasToldOfTheRefusal(Kind kind) {
        kernel.refusing(new KernelException(kind, "why"));
        assertThatRuntimeException().isThrownBy(() -> extension.start("", 1)).withMessage("why");
        kernel.refusing(null);
        shows("STOPPED", "");
    }

    @Test
    void aStartThatFailedHalfWayShowsUntilOneWorks() {
        kernel.refusing(new KernelException(Kind.FAILED, "no kernel memory: start with a smaller -n"));
        assertThatIllegalStateException().isThrownBy(() -> extension.start("", 1));
        kernel.refusing(null);
        shows("FAILED", "no kernel memory: start with a smaller n");
        extension.start("", 1);
        shows("RUNNING", "");
        extension.stop("");
        shows("STOPPED", "");
    }

    @Test
    void aKernelThatIsTooOldShowsSinceTheStartThatItRefused() {
        kernel.refusing(new KernelException(Kind.UNAVAILABLE, "needs Linux 6.1"));
        assertThatIllegalStateException()
                .isThrownBy(() -> extension.start("", 1))
                .withMessage("needs Linux 6.1");
        kernel.refusing(null);
        shows("UNAVAILABLE", "needs Linux 6.1");
    }

    @Test
    void aFailedStopSaysSo() {
        extension.start("", 1);
        kernel.refusing(new KernelException(Kind.FAILED, "stop failed with EIO"));
        assertThatIllegalStateException().isThrownBy(() -> extension.stop(""));
        kernel.refusing(null);
        shows("RUNNING", "the last stop failed: stop failed with EIO");
        kernel.cutShort();
        shows("FAILED", "the last stop failed: stop failed with EIO");
        extension.forceStop("");
        shows("STOPPED", "");
        extension.start("", 1);
        shows("RUNNING", "");
    }

    @Test
    void aStopThatWasRefusedChangesNothing() {
        extension.start("", 1);
        kernel.member(42, 100, "sh");
        assertThatIllegalStateException().isThrownBy(() -> extension.stop(""));
        shows("RUNNING", "");
        kernel.cutShort();
        shows("FAILED", "a stop is in progress or was interrupted, registrations are refused: stop again");
    }

    @Test
    void aFailureIsForgottenWhenSomebodyElseStarts() {
        extension.failed(new KernelException(Kind.INVALID, "unknown option"));
        shows("FAILED", "unknown option");
        extension.start("", 1);
        shows("RUNNING", "");
    }

    @Test
    void aReasonIsOneLineThatMovesNoCursor() {
        extension.failed(new KernelException(Kind.INVALID, "unknown agent option \u001b[31m\nx"));
        shows("FAILED", "unknown agent option ?[31m?x");
    }

    @Test
    void aSecondStartDoesNotSpoilARunningOne() {
        extension.start("", 1);
        assertThatExceptionOfType(KernelException.class).isThrownBy(() -> extension.start("", StartOptions.of(1)));
        shows("RUNNING", "");
        extension.stop("");
        shows("STOPPED", "");
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, UNAVAILABLE", "DENIED, UNAVAILABLE", "BUSY, FAILED", "FAILED, FAILED"})
    void aKernelThatCannotBeAsked(Kind kind, String state) {
        kernel.refusing(new KernelException(kind, "why"));
        shows(state, "why");
        kernel.refusing(null);
        shows("STOPPED", "");
    }

    @Test
    void aKernelWithoutWhatItTakes() {
        kernel.offering(
                new KernelFeature("bpf_iter_task", false, "6.7", "not needed"),
                new KernelFeature("btf", false, "5.4", "kernel has no BTF"));
        shows("UNAVAILABLE", "kernel has no BTF");
    }

    private void shows(String state, String reason) {
        assertThat(extension.getState()).isEqualTo(state);
        assertThat(extension.getFailureReason()).isEqualTo(reason);
    }
}
