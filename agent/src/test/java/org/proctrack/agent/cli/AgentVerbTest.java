// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;

class AgentVerbTest {

    @Test
    @Timeout(30)
    void runsUntilItIsInterruptedAndLeavesTheExtension() throws Exception {
        FakeKernel kernel = FakeKernel.loaded();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = Stdout.utf8(out);
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> code.complete(new Cli(() -> kernel, stream, stream, Map.of()).run("agent", "--start")));
        thread.start();
        String greeting = "Ctrl-C ends the agent";
        await().until(() -> out.toString(StandardCharsets.UTF_8).contains(greeting));
        thread.interrupt();
        assertThat(code.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("jconsole " + ProcessHandle.current().pid(), "loaded, capacity 2048", "proctrack run -j 42");
        assertThat(kernel.changes()).isEmpty();
    }

    @Test
    @Timeout(30)
    void whereTheTraceIsOnItsWriterIsStartedAgain() throws Exception {
        FakeKernel kernel = FakeKernel.loaded();
        kernel.debug(true);
        PrintStream nowhere = Stdout.utf8(new ByteArrayOutputStream());
        Thread thread = new Thread(() -> new Cli(() -> kernel, nowhere, nowhere, Map.of()).run("agent"));
        thread.start();
        await().until(() -> kernel.changes().size() == 2);
        thread.interrupt();
        thread.join();
        assertThat(kernel.changes()).containsExactly("debug true", "debug true");
    }

    @Test
    void aStartThatIsRefusedEndsIt() {
        Shell shell = new Shell(new FakeKernel().refusing(new KernelException(Kind.DENIED, "run it as root")));
        shell.line("agent --start").exits(1).complains("run it as root");
    }

    @Test
    void anAuditFormThatNobodyKnowsIsUsage() {
        FakeKernel kernel = new FakeKernel();
        new Shell(kernel)
                .line("agent --start --audit=xml")
                .exits(2)
                .complains("--audit is text, json or off, not \"xml\"");
        assertThat(kernel.changes()).isEmpty();
    }
}
