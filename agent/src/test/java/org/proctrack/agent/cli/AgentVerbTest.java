// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.agent.access.Account;
import org.proctrack.agent.access.PasswordFile;
import org.proctrack.agent.access.Role;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.Feature;
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
        String greeting = "Ctrl-C stops the agent";
        await().until(() -> out.toString(StandardCharsets.UTF_8).contains(greeting));
        thread.interrupt();
        assertThat(code.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("jconsole " + ProcessHandle.current().pid(), "loaded, capacity 2048", "proctrack run -j 42");
        assertThat(kernel.changes()).isEmpty();
    }

    @Test
    @Timeout(30)
    void whatTheKernelRefusedIsALineOnStderr() throws Exception {
        FakeKernel kernel = new FakeKernel().refusing(Feature.CALLS, "Operation not permitted");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream errors = Stdout.utf8(err);
        Thread thread = new Thread(
                () -> new Cli(() -> kernel, Stdout.utf8(out), errors, Map.of()).run("agent", "--start", "--audit=off"));
        thread.start();
        await().until(() -> out.toString(StandardCharsets.UTF_8).contains("Ctrl-C"));
        thread.interrupt();
        thread.join();
        errors.flush();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("proctrack: calls are off: the kernel refused them: Operation not permitted (")
                .hasLineCount(1);
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

    /** The kernel is asked for when all that was given on the command line has been looked at. */
    @Test
    void nothingIsLoadedForAPortThatSomebodyTakesMeanwhile(@TempDir Path directory) throws IOException {
        FakeKernel kernel = new FakeKernel();
        List<ServerSocket> taken = new ArrayList<>();
        int port = freePort();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Cli cli = new Cli(
                () -> {
                    taken.add(listenAt(port));
                    return kernel;
                },
                Stdout.utf8(new ByteArrayOutputStream()),
                Stdout.utf8(err),
                Map.of());
        try {
            int code = cli.run("agent", "--start", "--jmx", "" + port, "--jmx-config", config(directory));
            assertThat(code).isEqualTo(1);
        } finally {
            taken.get(0).close();
        }
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("proctrack: 127.0.0.1:" + port)
                .contains("free port")
                .hasLineCount(1);
        assertThat(kernel.changes()).isEmpty();
    }

    @Test
    void nothingListensWhenTheStartIsRefused(@TempDir Path directory) throws IOException {
        int port = freePort();
        Shell shell = new Shell(new FakeKernel().refusing(new KernelException(Kind.DENIED, "run it as root")));
        shell.run("agent", "--start", "--jmx", "" + port, "--jmx-config", config(directory))
                .exits(1)
                .complains("run it as root");
        listenAt(port).close();
    }

    private static String config(Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("jmx.properties"), "tls=off\n");
        new PasswordFile(directory.resolve("jmx.passwd"))
                .put(Account.withPassword("alice", Role.MONITOR, "correct horse".toCharArray()));
        return file.toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = listenAt(0)) {
            return socket.getLocalPort();
        }
    }

    private static ServerSocket listenAt(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anAuditFormThatNobodyKnowsIsUsage() {
        FakeKernel kernel = new FakeKernel();
        new Shell(kernel)
                .line("agent --start --audit=xml")
                .exits(2)
                .complains("--audit must be text, json or off, not \"xml\"");
        assertThat(kernel.changes()).isEmpty();
    }
}
