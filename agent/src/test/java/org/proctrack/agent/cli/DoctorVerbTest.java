// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.mbeans.KernelFeature;

class DoctorVerbTest {

    private static final KernelFeature SWEEPS =
            new KernelFeature("bpf_send_signal_task", false, "6.13", "signals at once; without it by sweeps");

    private final FakeKernel kernel = FakeKernel.loaded();
    private final Shell shell = new Shell(kernel);

    @Test
    void aFeatureThatIsOffIsNoFault() {
        kernel.offering(new KernelFeature("btf", true, "5.4", "describes structs"), SWEEPS);
        String text = shell.line("doctor").exits(0).out();
        assertThat(text)
                .contains("the extension can run here", "loaded, capacity 2048")
                .containsPattern("off +bpf_send_signal_task +6\\.13 +signals at once; without it by sweeps")
                .doesNotContain("FAILED");
    }

    @Test
    void eachLackHasItsFix() {
        kernel.offering(
                new KernelFeature("btf", false, "5.4", "needs CONFIG_DEBUG_INFO_BTF"),
                new KernelFeature("bpffs", false, "4.4", "mount -t bpf bpf /sys/fs/bpf"),
                new KernelFeature("cap_bpf", false, "5.8", "you must be root"));
        String text = shell.line("doctor").exits(1).out();
        assertThat(text)
                .containsPattern("FAILED +btf +5\\.4 +needs CONFIG_DEBUG_INFO_BTF")
                .containsPattern("FAILED +bpffs +4\\.4 +mount -t bpf bpf /sys/fs/bpf")
                .containsPattern("FAILED +root +5\\.8 +you must be root")
                .contains("cannot run here");
    }

    @Test
    void aKernelThatCannotBeAskedIsAFault() {
        kernel.refusing(new KernelException(Kind.UNAVAILABLE, "proctrack needs Linux on x86-64"));
        shell.line("doctor").exits(1).prints("FAILED", "proctrack needs Linux on x86-64");
    }

    @Test
    void aLibraryThatDoesNotLoadIsAFault() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Cli cli = new Cli(
                () -> {
                    throw new UnsatisfiedLinkError("no jnidispatch");
                },
                Stdout.utf8(out),
                Stdout.utf8(out),
                Map.of());
        assertThat(cli.run("doctor")).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("cannot load a library", "no jnidispatch");
    }

    @Test
    void answersInJson() {
        kernel.offering(new KernelFeature("btf", true, "5.4", "describes structs"), SWEEPS);
        JsonObject diagnosis = shell.line("doctor --json").exits(0).json().getAsJsonObject();
        assertThat(diagnosis.keySet()).containsExactly("ok", "checks", "features");
        assertThat(diagnosis.getAsJsonArray("checks")).hasSize(3);
        assertThat(diagnosis.getAsJsonArray("features")).hasSize(1);
    }
}
