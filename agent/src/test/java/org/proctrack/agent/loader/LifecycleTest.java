// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;

/** What is said where a kernel lacks something: one line, whatever the log holds. */
class LifecycleTest {

    @Test
    void theLineOfOurLibraryIsTheMessageAndNothingIsLeftToShow() {
        KernelException refusal = Lifecycle.unavailable("needs Linux 6.1: this is 5.15\n");
        assertThat(refusal).hasMessage("needs Linux 6.1: this is 5.15");
        assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(refusal.detail()).isEmpty();
    }

    @Test
    void whatLibbpfSaidBeforeStaysInTheDetail() {
        String log = "libbpf: prog 'x': BPF program load failed\n0: R1=ctx\nneeds Linux 6.1\nlibbpf: failed to load\n";
        KernelException refusal = Lifecycle.unavailable(log);
        assertThat(refusal).hasMessage("needs Linux 6.1");
        assertThat(refusal.detail()).isEqualTo(log);
    }

    @Test
    void aLibraryThatSaysNothingFoundNoBtf() {
        assertThat(Lifecycle.unavailable("")).hasMessage(Features.NO_BTF);
        assertThat(Lifecycle.unavailable("libbpf: failed to find valid kernel BTF\n"))
                .hasMessage(Features.NO_BTF);
    }

    @Test
    void whatOnlyLibbpfSaysIsItsLastLine() {
        assertThat(Lifecycle.unavailable("libbpf: one\nlibbpf: two\n")).hasMessage("libbpf: two");
    }
}
