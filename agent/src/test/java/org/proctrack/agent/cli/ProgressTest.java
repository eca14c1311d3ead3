// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;

class ProgressTest {

    private final FakeKernel kernel =
            FakeKernel.loaded().stuckMember(42, 100, "tar").stuckMember(42, 101, "tar");
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Session session(Terminal terminal) {
        return new Session(
                () -> kernel,
                Stdout.utf8(new ByteArrayOutputStream()),
                Stdout.utf8(err),
                InputStream.nullInputStream(),
                Map.of(),
                terminal);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    @Timeout(30)
    void aLineIsRewrittenAndErasedAtTheEnd() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<String> done = CompletableFuture.supplyAsync(
                () -> Progress.during(() -> awaited(end), 42, session(new FakeTerminal(10, 60))));
        await().until(() -> said().matches("(?s).*left, [1-9].*left, [1-9].*"));
        assertThat(new TerminalEmulator(1, 60).write(said()).lines().get(0)).matches("job 42: 2 processes left, \\d+s");
        end.countDown();
        assertThat(done.get(20, TimeUnit.SECONDS)).isEqualTo("verdict");
        assertThat(new TerminalEmulator(1, 60).write(said()).lines()).containsExactly("");
        assertThat(said()).doesNotContain("\n");
    }

    @Test
    @Timeout(30)
    void withoutAnAnswerThereIsNoLine() throws Exception {
        kernel.refusing(new KernelException(Kind.NOT_LOADED, "gone"));
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<String> done = CompletableFuture.supplyAsync(
                () -> Progress.during(() -> awaited(end), 42, session(new FakeTerminal(10, 60))));
        await().until(ProgressTest::threadLives);
        await().until(() -> !threadLives());
        end.countDown();
        assertThat(done.get(20, TimeUnit.SECONDS)).isEqualTo("verdict");
        assertThat(said()).isEmpty();
    }

    @Test
    void whoIsQuickSeesNothing() {
        for (Terminal terminal : new Terminal[] {Terminal.NONE, new FakeTerminal(10, 60)}) {
            Shell shell = new Shell(kernel, terminal);
            assertThat(shell.line("kill 42").exits(5).err()).isEmpty();
            assertThat(shell.line("wait 8").exits(0).err()).isEmpty();
        }
    }

    @Test
    void whatFailsIsThrownOn() {
        Shell shell = new Shell(kernel, new FakeTerminal(10, 60));
        shell.line("kill 8").exits(4).complains("no job 8");
        shell.line("wait 42 --timeout 1ms").exits(5).complains("still has processes");
    }

    @Test
    void theLineHasItsUnits() {
        assertThat(Progress.line(42, 17, 3_900_000_000L)).isEqualTo("job 42: 17 processes left, 3s");
        assertThat(Progress.line(42, 1, 64_000_000_000L)).isEqualTo("job 42: 1 process left, 1m04s");
    }

    private static boolean threadLives() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("proctrack-progress"));
    }

    private static String awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "verdict";
    }
}
