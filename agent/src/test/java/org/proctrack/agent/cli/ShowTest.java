// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.Feature;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.mbeans.ExtensionMXBean;

/** The verbs that only look: status, list, find, dump, version. */
class ShowTest {

    /** Only an agent has these; doctor shows the features. */
    private static final List<String> OF_THE_AGENT = List.of(
            "failureReason", "notificationsDropped", "kernelFeatures", "warning", "remoteCertificateExpiresMillis");

    /** No attribute is called so. */
    private static final List<String> OF_THE_COMMAND_LINE =
            List.of("closing", "pidLimit", "overflow", "userNanos", "systemNanos", "maxRssBytes", "refusals");

    private final Shell shell = new Shell(FakeKernel.loaded()
            .member(42, 100, "sleep")
            .member(7, 9, "sh")
            .member(42, 99, "\u001b]0;evil")
            .process(5, 1, "init"));
    private final Shell stopped = new Shell(new FakeKernel());

    @Test
    void statusTellsTheState() {
        shell.line("status").exits(0).prints("state", "RUNNING", "magic", "0123456789abcdef", "tracked", "3 (peak 3)");
        stopped.line("status").exits(3).prints("STOPPED");
    }

    @Test
    void statusInJsonHasTheNamesOfTheMBean() {
        JsonObject status = shell.line("status --json").exits(0).json().getAsJsonObject();
        assertThat(status.keySet())
                .contains(
                        "state",
                        "file",
                        "version",
                        "magic",
                        "capacity",
                        "tracked",
                        "trackedPeak",
                        "untabled",
                        "jobCount")
                .contains("forkCount", "exitCount", "lostEventCount", "loadedSinceMillis")
                .contains("skippedHookCount", "repairedHookCount");
        assertThat(status.get("jobCount").getAsInt()).isEqualTo(2);
        assertThat(stopped.line("status --json").exits(3).json().toString())
                .isEqualTo("{\"running\":false,\"state\":\"STOPPED\"}");
    }

    /** The same name and kind for the same thing. An attribute that is new belongs into the status too. */
    @Test
    void itsFiguresAreTheAttributesOfTheMBean() throws IntrospectionException {
        Map<String, Object> figures = StatusView.document(shell.kernel.status().orElseThrow());
        Map<String, Class<?>> attributes = new HashMap<>();
        for (PropertyDescriptor property :
                Introspector.getBeanInfo(ExtensionMXBean.class).getPropertyDescriptors()) {
            attributes.put(property.getName(), property.getPropertyType());
        }

        assertThat(attributes).isNotEmpty().allSatisfy((name, type) -> {
            if (!OF_THE_AGENT.contains(name)) {
                assertThat(figures).containsKey(name);
                assertThat(figures.get(name))
                        .as(name)
                        .isInstanceOf(MethodType.methodType(type).wrap().returnType());
            }
        });
        assertThat(figures.keySet()).containsExactlyElementsOf(StatusView.KEYS);
        figures.keySet().removeAll(attributes.keySet());
        assertThat(figures.keySet()).isSubsetOf(OF_THE_COMMAND_LINE);
    }

    @Test
    void statusTellsWhatIsOffAndWhy() {
        assertThat(shell.line("status").out()).doesNotContain("feature off");
        shell.kernel.refusing(Feature.CALLS, "not allowed").refusing(Feature.TASK_ITER, "not here");
        shell.line("status")
                .prints("calls          closed (", "feature off    calls: not allowed", "bpf_iter_task: not here");
        JsonObject status = shell.line("status --json").exits(0).json().getAsJsonObject();
        assertThat(status.getAsJsonArray("refusals").toString())
                .isEqualTo("[{\"feature\":\"calls\",\"reason\":\"not allowed\"},"
                        + "{\"feature\":\"bpf_iter_task\",\"reason\":\"not here\"}]");
    }

    @Test
    void statusTellsOfSkippedHooks() {
        shell.kernel.skippingHooks(7, 3);
        shell.line("status").exits(0).prints("lost events    0\n", "hooks skipped  7 (repaired 3)\n");
        JsonObject status = shell.line("status --json").exits(0).json().getAsJsonObject();
        assertThat(status.get("skippedHookCount").getAsLong()).isEqualTo(7);
        assertThat(status.get("repairedHookCount").getAsLong()).isEqualTo(3);
    }

    @Test
    void listShowsAllJobsOrOne() {
        assertThat(shell.line("list")
                        .exits(0)
                        .out()
                        .lines()
                        .map(line -> line.split(" +", 2)[0].isEmpty() ? line.trim() : line))
                .hasSize(4)
                .first()
                .asString()
                .matches("JOB +PID +PPID +UID +STATE +START +COMMAND");
        shell.line("list 42").exits(0).prints(" 42  100     1    0  S      20", "sleep\n", "?]0;evil\n");
        assertThat(shell.line("list 42").out().lines()).hasSize(3);
        shell.line("list 43").exits(4).complains("no job 43");
    }

    @Test
    void withoutJobsTheHeaderIsLeft() {
        assertThat(new Shell(FakeKernel.loaded()).line("list").exits(0).out())
                .isEqualTo("JOB  PID  PPID  UID  STATE  START  COMMAND\n");
        assertThat(new Shell(FakeKernel.loaded())
                        .line("list --json")
                        .exits(0)
                        .json()
                        .getAsJsonArray())
                .isEmpty();
    }

    @Test
    void listInJsonIsAnArrayOfProcesses() {
        JsonArray processes = shell.line("list --json").exits(0).json().getAsJsonArray();
        assertThat(processes).hasSize(3);
        assertThat(processes.get(0).getAsJsonObject().keySet())
                .containsExactly("pid", "jobId", "parentPid", "uid", "state", "command", "startMillis", "tabled");
        assertThat(shell.line("list --json 7").exits(0).json().getAsJsonArray()).hasSize(1);
        shell.line("list --json 8").exits(4).complains("no job 8");
    }

    @Test
    void findTellsTheJob() {
        assertThat(shell.line("find 100").exits(0).out()).isEqualTo("42\n");
        assertThat(shell.line("find 100 --json").exits(0).out()).isEqualTo("{\"jobId\":42}\n");
        shell.line("find 5").exits(4).complains("pid 5 is in no job");
    }

    @Test
    void dumpShowsEverything() {
        shell.line("dump").exits(0).prints("RUNNING", "job 7: 1 process (", "job 42: 2 processes (", "sleep");
        JsonObject dump = shell.line("dump --json").exits(0).json().getAsJsonObject();
        assertThat(dump.keySet()).containsExactly("extension", "jobs");
        JsonObject job = dump.getAsJsonArray("jobs").get(1).getAsJsonObject();
        assertThat(job.keySet())
                .containsExactly(
                        "id",
                        "processCount",
                        "untabled",
                        "uid",
                        "user",
                        "sinceMillis",
                        "processesPeak",
                        "processesTotal",
                        "phase",
                        "label",
                        "owner",
                        "ownerName",
                        "usage",
                        "processes");
        assertThat(job.getAsJsonArray("processes")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "list 42", "find 1", "dump", "list --json", "dump --json"})
    void theOthersNeedTheExtension(String line) {
        stopped.line(line).exits(3).complains("not loaded");
    }

    @Test
    void versionNeverFails() {
        shell.line("version").exits(0).prints("proctrack ", "proctrackext 0.2.0, magic 0123456789abcdef");
        shell.line("--version").exits(0).prints("proctrack ");
        JsonObject loaded = shell.line("version --json").exits(0).json().getAsJsonObject();
        assertThat(loaded.keySet()).containsExactly("version", "extensionVersion", "extensionMagic");
        assertThat(stopped.line("version").exits(0).out().lines()).hasSize(1);
        assertThat(stopped.line("version --json")
                        .exits(0)
                        .json()
                        .getAsJsonObject()
                        .get("extensionMagic")
                        .isJsonNull())
                .isTrue();
        stopped.kernel.refusing(new KernelException(Kind.DENIED, "no"));
        stopped.line("version").exits(0).prints("proctrack ");
    }

    @Test
    void lookingChangesNothing() {
        for (String line : new String[] {"status", "list", "list 42", "find 100", "dump", "version", "doctor"}) {
            shell.line(line);
        }
        assertThat(shell.kernel.changes()).isEmpty();
    }
}
