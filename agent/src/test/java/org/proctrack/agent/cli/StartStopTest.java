// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.Feature;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;

class StartStopTest {

    @TempDir
    private Path folder;

    private final Shell shell = new Shell(new FakeKernel());
    private String file;

    @BeforeEach
    void image() throws IOException {
        file = Files.writeString(folder.resolve("proctrackext"), "any").toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start -f FILE -n 100",
                "start -n 100 -f FILE",
                "start -filename FILE -nprocs 100",
                "start --filename FILE --nprocs 100",
                "start --filename=FILE --nprocs=100",
                "start -f FILE -n100 --overflow track"
            })
    void theSeedsGrammarStarts(String line) {
        shell.line(line.replace("FILE", file))
                .exits(0)
                .prints("proctrackext is loaded: capacity 100, magic 0123456789abcdef\n");
        assertThat(shell.kernel.changes()).containsExactly("start 100 track");
    }

    @Test
    void theDefaultIsTheSeeds() {
        shell.run("start", "-f", file, "--overflow=kill").exits(0).prints("capacity 2048");
        assertThat(shell.kernel.changes()).containsExactly("start 2048 kill");
    }

    @Test
    void historyAndDebugAreChoicesOfTheStart() {
        shell.run("start", "-f", file, "--history", "0", "--debug")
                .exits(0)
                .prints("debug trace goes to ", "/proctrackext.log\n");
        JsonObject status = shell.line("status --json").exits(0).json().getAsJsonObject();
        assertThat(status.get("historyCapacity").getAsInt()).isZero();
        assertThat(status.get("debug").getAsBoolean()).isTrue();
        assertThat(status.get("debugLog").getAsString()).startsWith("/").endsWith("/proctrackext.log");
        shell.line("status").exits(0).prints("debug", "on, to /", "history", "0 of at most 0 records (dropped 0)");
    }

    @Test
    void withoutThemAThousandRecordsAreKeptAndNothingIsTraced() {
        assertThat(shell.run("start", "-f", file).exits(0).out()).doesNotContain("debug");
        JsonObject status = shell.line("status --json").exits(0).json().getAsJsonObject();
        assertThat(status.get("historyCapacity").getAsInt()).isEqualTo(1000);
        assertThat(status.get("debug").getAsBoolean()).isFalse();
        shell.line("status").prints("debug          off\n");
    }

    @Test
    void startAnswersInJson() {
        JsonObject status =
                shell.run("start", "-f", file, "--json").exits(0).json().getAsJsonObject();
        assertThat(status.get("state").getAsString()).isEqualTo("RUNNING");
        assertThat(status.get("capacity").getAsInt()).isEqualTo(2048);
    }

    @Test
    void whatTheKernelRefusedIsALineOfItsOwn() {
        shell.kernel.refusing(Feature.CALLS, "Operation not permitted").refusing(Feature.CALL_TASKS, "the same");
        Shell.Result start = shell.run("start", "-f", file).exits(0).prints("proctrackext is loaded: capacity 2048");
        assertThat(start.err())
                .isEqualTo("proctrack: calls are off: the kernel refused them: Operation not permitted"
                        + " (they fail with ENOSYS, except for root, who uses the pins)\n");
    }

    @Test
    void whatTheCallsCannotReachIsALineWhereThereAreCalls() {
        shell.kernel.refusing(Feature.CALL_TASKS, "calling kernel function \u001b[2J is not allowed");
        assertThat(shell.run("start", "-f", file).exits(0).err())
                .startsWith("proctrack: call_tasks are off: the kernel refused them: calling kernel function ?[2J is")
                .hasLineCount(1);
        shell.run("stop", "-f", file);
        assertThat(shell.run("start", "-f", file, "--no-calls").exits(0).err()).isEmpty();
    }

    @Test
    void whatOnlyCostsTimeIsNoLine() {
        shell.kernel.refusing(Feature.TASK_ITER, "kernel has no function bpf_iter_task_new");
        assertThat(shell.run("start", "-f", file).exits(0).err()).isEmpty();
    }

    @Test
    void verboseShowsAllThatTheKernelSays() {
        shell.kernel.sayingOfLoads("0: (85) call bpf_x#1\n1: R0\t\u001b[2J\n").refusing(Feature.CALLS, "no");
        assertThat(shell.run("start", "-f", file, "--verbose").exits(0).err())
                .startsWith("0: (85) call bpf_x#1\n1: R0\t?[2J\nproctrack: calls are off: ")
                .hasLineCount(3);
        shell.run("stop", "-f", file);
        assertThat(shell.run("start", "-f", file).exits(0).err()).hasLineCount(1);
    }

    @Test
    void verboseShowsItOfARefusalTooAndTheLineComesLast() {
        shell.kernel.refusing(new KernelException(Kind.FAILED, "the kernel rejected it", "one\ntwo\n", null));
        assertThat(shell.run("start", "-f", file, "--verbose").exits(1).err())
                .isEqualTo("one\ntwo\nproctrack: the kernel rejected it\n");
        assertThat(shell.run("start", "-f", file).exits(1).err())
                .contains("(PROCTRACK_TRACE=1")
                .hasLineCount(1);
    }

    @Test
    void aKernelThatIsTooOldIsOneLine() {
        shell.kernel.refusing(new KernelException(Kind.UNAVAILABLE, "needs Linux 6.1"));
        shell.run("start", "-f", file).exits(1).complains("proctrack: needs Linux 6.1\n");
    }

    @Test
    void aSecondStartIsRefused() {
        shell.run("start", "-f", file).exits(0);
        shell.run("start", "-f", file, "-n", "5").exits(1).complains("already loaded");
        shell.line("status").exits(0).prints("2048");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        shell.run("start", "-f", file + "2").exits(1).complains("no such file");
        shell.run("start", "-f", folder.toString()).exits(1).complains("not a proctrackext file");
        assertThat(shell.kernel.changes()).isEmpty();
    }

    @Test
    void aFileThatOthersMayWriteIsRefusedAndNothingIsChanged() throws IOException {
        Path image = Path.of(file);
        Files.setAttribute(image, "unix:mode", 0666);
        for (String verb : List.of("start", "stop")) {
            shell.run(verb, "-f", file).exits(1).complains(file, "may write the extension (mode 0666)", "chmod go-w");
        }
        shell.run("agent", "--start", "-f", file).exits(1).complains("chmod go-w " + file);
        Files.setAttribute(image, "unix:mode", 0644);
        Files.setAttribute(folder, "unix:mode", 0777);
        shell.run("start", "-f", file).exits(1).complains("chmod go-w " + folder);
        Files.setAttribute(folder, "unix:mode", 0700);
        assertThat(shell.kernel.changes()).isEmpty();
    }

    @Test
    void stopUnloads() {
        shell.run("start", "-f", file).exits(0);
        shell.run("stop", "-f", file).exits(0).prints("proctrackext is unloaded\n");
        shell.run("stop", "-f", file).exits(3).complains("not loaded");
    }

    @Test
    void stopWithLiveJobsNeedsForce() {
        shell.run("start", "-f", file).exits(0);
        shell.kernel.member(42, 100, "sleep");
        shell.run("stop", "-f", file).exits(1).complains("--force");
        shell.run("stop", "--force", "-f", file).exits(0);
        assertThat(shell.kernel.changes()).containsExactly("start 2048 track", "stop --force");
    }
}
