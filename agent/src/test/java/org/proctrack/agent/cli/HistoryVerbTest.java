// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.FakeKernel;

class HistoryVerbTest {

    private final Shell shell = new Shell(FakeKernel.loaded()
            .member(9, 900, "sleep")
            .ended(Usages.ended(42, "", "", 0))
            .ended(Usages.ended(7, "slurm 12.0\u001b]0;evil\u0007", "SIGKILL", 0))
            .ended(Usages.ended(42, "again", "SIGTERM", 1000)));

    @Test
    void theLatestIsTheFirst() {
        List<String> lines = shell.line("history").exits(0).out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0))
                .matches(
                        "JOB +USER +ENDED +ELAPSED +PROCS +PEAK +CPU +MEM +READ +WRITE +FAIL/SIG/OOM +SIGNAL +BY +LABEL");
        assertThat(lines.get(1))
                .matches(
                        " 42  alice  20\\S{17} +3m04s +130 +17 +1m01s +1.2G +4.8M +68K +32/33/34 +SIGTERM +alice +again");
        assertThat(lines.get(2)).startsWith("  7").contains("SIGKILL  root").endsWith("slurm 12.0?]0;evil?");
        assertThat(lines.get(3)).startsWith(" 42").matches(".*  -  +-  +");
    }

    @Test
    void columnsOfFiguresStandToTheRight() {
        List<String> lines = shell.line("history").out().lines().toList();
        int end = lines.get(0).indexOf("ELAPSED") + "ELAPSED".length();
        assertThat(lines.get(1).substring(0, end)).endsWith("  3m04s");
    }

    @Test
    void oneJobIsToldInFull() {
        String out = shell.line("history 7").exits(0).out();
        assertThat(out.lines()).hasSize(20).doesNotContain("");
        assertThat(out)
                .containsPattern("(?m)^user +alice \\(uid 1000\\)$")
                .containsPattern("(?m)^processes +130 \\(peak 17\\)$")
                .containsPattern("(?m)^cpu +1m01s \\(61000000000 ns\\)$")
                .containsPattern("(?m)^memory +1.2G \\(1288490188 bytes\\) in its largest process$")
                .containsPattern("(?m)^exits +31 normal, 32 failed, 33 by signal, 34 by the OOM killer$")
                .containsPattern("(?m)^switches +21 voluntary, 22 involuntary$")
                .containsPattern("(?m)^faults +23 minor, 24 major$")
                .containsPattern("(?m)^signal +SIGKILL by root \\(uid 0, pid 4711\\)$");
        String twice = shell.line("history 42").exits(0).out();
        assertThat(twice.lines().filter(String::isEmpty)).hasSize(1);
        assertThat(twice.indexOf("again"))
                .isLessThan(twice.indexOf("label        -"))
                .isPositive();
        assertThat(shell.line("history 42 --limit 1").exits(0).out())
                .contains("again")
                .doesNotContain("\n\n");
    }

    @Test
    void withoutARecordItSaysWhatToDo() {
        shell.line("history 8").exits(4).complains("no record of job 8");
        shell.line("history 8 --json").exits(4).complains("no record of job 8");
        shell.line("history 9").exits(4).complains("job 9 has not ended: proctrack top");
    }

    @Test
    void theLimitIsSaid() {
        for (int job = 100; job < 140; job++) {
            shell.kernel.ended(Usages.ended(job, "", "", 0));
        }
        List<String> lines = shell.line("history").exits(0).out().lines().toList();
        assertThat(lines).hasSize(22).last().isEqualTo("20 of 43 records are shown: --limit 0 shows all");
        assertThat(lines.get(1)).startsWith("139");
        assertThat(shell.line("history --limit 0").out().lines()).hasSize(44);
        assertThat(shell.line("history --limit 43").out().lines()).hasSize(44);
        assertThat(shell.line("history --limit 2").out().lines()).hasSize(4);
        assertThat(shell.line("history --json").json().getAsJsonObject().getAsJsonArray("records"))
                .hasSize(43);
    }

    @Test
    void whatWasDroppedIsSaid() {
        shell.kernel.droppedRecords(1);
        shell.line("history").prints("1 older record was dropped: the last 1000 are kept");
        shell.kernel.droppedRecords(12);
        shell.line("history").prints("12 older records were dropped");
        assertThat(shell.line("history 7").out()).doesNotContain("dropped");
    }

    @Test
    void anEmptyHistoryIsAHeader() {
        Shell empty = new Shell(FakeKernel.loaded());
        assertThat(empty.line("history").exits(0).out().lines()).hasSize(1);
        assertThat(empty.line("history --json").exits(0).out())
                .isEqualTo("{\"capacity\":1000,\"count\":0,\"dropped\":0,\"records\":[]}\n");
        Shell off = new Shell(new FakeKernel());
        off.line("start --history 0").exits(0);
        off.line("history").exits(0).prints("no records are kept: start with --history N");
    }

    @Test
    void jsonHasEveryFigure() {
        JsonObject history = shell.line("history 7 --json").exits(0).json().getAsJsonObject();
        assertThat(history.keySet()).containsExactly("capacity", "count", "dropped", "records");
        assertThat(history.get("count").getAsInt()).isEqualTo(3);
        JsonObject record = history.getAsJsonArray("records").get(0).getAsJsonObject();
        assertThat(record.keySet())
                .containsExactly(
                        "id",
                        "uid",
                        "user",
                        "label",
                        "sinceMillis",
                        "endedMillis",
                        "processesPeak",
                        "processesTotal",
                        "signal",
                        "signalUid",
                        "signalPid",
                        "owner",
                        "ownerName",
                        "ownerEnded",
                        "usage");
        assertThat(record.getAsJsonObject("usage").get("cpuNanos").getAsLong()).isEqualTo(61_000_000_000L);
        assertThat(record.getAsJsonObject("usage").size()).isEqualTo(16);
    }

    @Test
    void aNarrowTerminalGetsWhatMattersMost() {
        Shell narrow = new Shell(shell.kernel, new FakeTerminal(10, 40));
        List<String> lines = narrow.line("history").exits(0).out().lines().toList();
        assertThat(lines.subList(0, 4)).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(40));
        assertThat(lines.get(0)).matches("JOB +USER +ENDED +CPU +.*|JOB +ENDED +CPU +SIGNAL *");
        assertThat(lines.get(4)).contains("too narrow");
        Shell wide = new Shell(shell.kernel, new FakeTerminal(10, 200));
        assertThat(wide.line("history").out()).isEqualTo(shell.line("history").out());
    }

    @Test
    void withoutTheExtensionItIsThree() {
        Shell stopped = new Shell(new FakeKernel());
        for (String line : List.of("history", "history 42", "history --json")) {
            stopped.line(line).exits(3).complains("not loaded");
        }
    }
}
