// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.kernel.FakeKernel;

class KillVerbTest {

    private final Shell shell = new Shell(FakeKernel.loaded()
            .member(42, 100, "sleep")
            .member(42, 101, "sh")
            .member(7, 200, "cat")
            .stuckMember(7, 201, "tar"));

    @Test
    void killsTheWholeJob() {
        assertThat(shell.line("kill 42").exits(0).out())
                .matches("job 42: SIGKILL to 2 processes, 0 survivors, waited \\d+ ms\n");
        assertThat(shell.kernel.changes()).contains("signal 42 9");
        shell.line("kill 42").exits(4).complains("no job");
    }

    @Test
    void namesTheSurvivors() {
        Shell.Result result =
                shell.line("kill 7").exits(5).prints("1 survivor,", "\n  pid 201  state D  command tar\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void answersInJson() {
        JsonObject verdict = shell.line("kill 7 --json").exits(5).json().getAsJsonObject();
        assertThat(verdict.keySet())
                .containsExactly("jobId", "signal", "signalled", "survivors", "waitedMillis", "survivorProcesses");
        assertThat(verdict.get("signalled").getAsInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill 42 -s HUP", "kill -s SIGHUP 42", "kill 42 --signal 1", "kill 42 -signal=1"})
    void otherSignalsHaveNoSurvivors(String line) {
        assertThat(shell.line(line).exits(0).out()).isEqualTo("job 42: SIGHUP to 2 processes\n");
        assertThat(shell.kernel.changes()).containsExactly("signal 42 1");
    }

    @Test
    void graceIsTermAndThenKill() {
        shell.line("kill 42 --grace 500ms").exits(0).prints("job 42: SIGTERM to 2 processes, 0 survivors");
        shell.line("kill 7 --grace 1s").exits(5).prints("job 7: SIGKILL to 1 process, 1 survivor");
        shell.line("kill 8 --grace 1s").exits(4).complains("no job");
    }

    @Test
    void aDryRunSendsNothing() {
        shell.line("kill 42 --dry-run").exits(0).prints("job 42: SIGKILL would go to 2 processes\n", "sleep", "sh");
        shell.line("kill 42 -s TERM --dry-run").exits(0).prints("SIGTERM would go");
        shell.line("kill 42 --grace 1s --dry-run").exits(0).prints("SIGTERM would go");
        JsonObject rehearsal =
                shell.line("kill 42 --dry-run --json").exits(0).json().getAsJsonObject();
        assertThat(rehearsal.keySet()).containsExactly("jobId", "signal", "processes");
        shell.line("kill 8 --dry-run").exits(4).complains("no job 8");
        assertThat(shell.kernel.changes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-s NOPE",
                "-s 9x",
                "-s TERM --grace 1s",
                "--grace 10",
                "--grace s",
                "--grace 1d",
                "--grace 1.5s",
                "--grace -1s",
                "--grace"
            })
    void whatDoesNotParseIsUsage(String options) {
        shell.line("kill 42 " + options).exits(2).complains();
        assertThat(shell.kernel.changes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-s -1",
                "-s 65",
                "-s 99999999999",
                "--grace 0s",
                "--grace 9999999h",
                "--grace 99999999999999999999s"
            })
    void whatIsOutOfRangeIsRefused(String options) {
        shell.line("kill 42 " + options).exits(1).complains("is out of range: ");
        assertThat(shell.kernel.changes()).isEmpty();
    }

    @Test
    void signalZeroPointsToTheDryRun() {
        shell.line("kill 42 -s 0").exits(1).complains("signal 0 sends nothing: use --dry-run");
    }
}
