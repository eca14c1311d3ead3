// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.agent.selftest.Trick;

class SelftestVerbTest {

    @BeforeEach
    void needsRoot() throws IOException {
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        if (!root) {
            new Shell(FakeKernel.loaded()).line("selftest").exits(1).complains("you must be root");
        }
        assumeTrue(root, "not root: the verb refuses");
    }

    @Test
    void needsTheExtension() {
        new Shell(new FakeKernel()).line("selftest").exits(3).complains("extension is not loaded: run proctrack start");
    }

    @Test
    void needsRoomInTheTable() {
        FakeKernel kernel = new FakeKernel();
        kernel.start(ExtensionImage.of(""), StartOptions.of(80));
        kernel.member(42, 100, "sleep");
        new Shell(kernel).line("selftest").exits(1).complains("only 79 records are free", "needs 80");
        assertThat(kernel.find(100)).isPresent();
    }

    @Test
    void isNotHeldInsideAJob() {
        FakeKernel kernel =
                FakeKernel.loaded().member(42, ProcessHandle.current().pid(), "java");
        new Shell(kernel).line("selftest").exits(1).complains("is itself in job 42");
    }

    /** The fake has no processes, so no trick can be put into a job. */
    @Test
    void aKernelThatCannotTrackFailsEveryTrick() {
        Shell shell = new Shell(FakeKernel.loaded());
        Shell.Result result = shell.line("selftest").exits(1);
        assertThat(result.out().lines()).hasSize(Trick.values().length + 1);
        result.prints("FAILED  daemon        no process", "16 tricks: 0 died, 0 not tried, 16 failed\n");

        JsonObject daemon = shell.line("selftest --json")
                .exits(1)
                .json()
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject();
        assertThat(daemon.keySet())
                .containsExactly("trick", "core", "verdict", "processes", "millis", "survivors", "reason");
        assertThat(daemon.get("verdict").getAsString()).isEqualTo("FAILED");
        assertThat(shell.kernel.changes()).isEmpty();
    }
}
