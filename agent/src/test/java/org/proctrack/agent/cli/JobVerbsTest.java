// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.kernel.FakeKernel;

/** The verbs that fill and empty jobs: register, adopt, unregister, wait. */
class JobVerbsTest {

    private final Shell shell = new Shell(FakeKernel.loaded()
            .process(10, 1, "sh")
            .process(11, 10, "make")
            .process(12, 11, "cc")
            .member(42, 100, "sleep"));

    @Test
    void registerTakesOne() {
        shell.line("register 4294967295 10").exits(0).isQuiet();
        assertThat(shell.kernel.changes()).containsExactly("register 4294967295 10");
        shell.line("find 11").exits(4);
    }

    @Test
    void adoptTakesTheDescendantsToo() {
        assertThat(shell.line("adopt 5 10").exits(0).out()).isEqualTo("job 5: adopted 3 processes\n");
        shell.line("find 12").exits(0).prints("5");
        assertThat(shell.line("adopt 6 10 --json").exits(1).out()).isEmpty();
    }

    @Test
    void adoptAnswersInJson() {
        assertThat(shell.line("adopt --json 5 10").exits(0).out())
                .isEqualTo("{\"jobId\":5,\"pid\":10,\"adopted\":3}\n");
    }

    @Test
    void registerAndUnregisterAnswerInJson() {
        assertThat(shell.line("register 7 10 --json").exits(0).out()).isEqualTo("{\"jobId\":7,\"pid\":10}\n");
        assertThat(shell.line("unregister 5 --json").exits(0).out()).isEqualTo("{\"jobId\":5}\n");
        assertThat(shell.line("unregister --json 42").exits(1).out()).isEmpty();
    }

    @Test
    void waitAnswersInJsonAlsoWhenTheTimeIsOver() {
        JsonObject empty = shell.line("wait 5 --json").exits(0).json().getAsJsonObject();
        assertThat(empty.keySet()).containsExactly("jobId", "empty", "waitedMillis");
        assertThat(empty.get("empty").getAsBoolean()).isTrue();

        Shell.Result late = shell.line("wait 42 --timeout 250ms --json").exits(5);
        assertThat(late.out()).startsWith("{\"jobId\":42,\"empty\":false,\"waitedMillis\":");
        assertThat(late.err()).contains("job 42 still has processes after 250ms");
    }

    @Test
    void unregisterForgetsAnEmptyJob() {
        shell.line("unregister 5").exits(0).isQuiet();
        shell.line("unregister 42").exits(1).complains("has 1 process:");
    }

    @Test
    void waitEndsWhenTheJobIsEmpty() {
        shell.line("wait 5").exits(0).isQuiet();
        shell.line("wait 42 --timeout 2m").exits(5).complains("job 42 still has processes after 120s");
        shell.line("wait 42 --timeout 72h").exits(5);
        shell.line("wait 42 --timeout 0s").exits(5);
        shell.line("wait 42 --timeout 250ms").exits(5).complains("250ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"register 1 77", "adopt 1 77"})
    void noSuchProcess(String line) {
        shell.line(line).exits(4).complains("no process 77");
        assertThat(shell.kernel.changes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"register 1 100", "adopt 1 100"})
    void aProcessOfAJobIsRefused(String line) {
        shell.line(line).exits(1).complains("is already in job 42");
        assertThat(shell.kernel.changes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"register 1 2", "adopt 1 2", "unregister 1", "wait 1", "kill 1", "kill 1 --dry-run", "run true"})
    void allNeedTheExtension(String line) {
        new Shell(new FakeKernel()).line(line).exits(3).complains("not loaded");
    }
}
