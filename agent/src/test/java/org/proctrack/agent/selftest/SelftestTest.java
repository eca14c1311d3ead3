// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.loader.library.NativeTool;

/** The selftest must fail where the extension does: real tricks, on kernels that do not do their work. */
class SelftestTest {

    private final FakeKernel fake = FakeKernel.loaded().member(42, 100, "innocent");
    private final Set<Identity> seen = new TreeSet<>((a, b) -> Long.compare(a.pid(), b.pid()));
    private final NativeTool tool = NativeTool.open("proctrack-tricks");

    @AfterEach
    void removeTool() {
        tool.close();
        assertThat(tool.path()).doesNotExist();
        assertThat(tool.path().getParent()).doesNotExist();
    }

    /** What a member does that has just been registered; the fake has no processes of its own. */
    private interface Entry {
        void of(long job, long pid);
    }

    private Kernel kernel(Entry entry) {
        return (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("register")) {
                        long pid = (Long) arguments[1];
                        seen.add(Identity.of(pid).orElseThrow());
                        entry.of((Long) arguments[0], pid);
                        return null;
                    }
                    try {
                        return method.invoke(fake, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private TrickResult play(Kernel kernel, Trick trick) {
        List<TrickResult> told = new ArrayList<>();
        List<TrickResult> results = new Selftest(kernel, tool.path()).run(List.of(trick), told::add);
        assertThat(told).isEqualTo(results);
        assertThat(running()).as("processes of the drill").isEmpty();
        assertThat(seen).noneMatch(Identity::lives);
        assertThat(fake.find(100)).as("another job").contains(42L);
        return results.get(0);
    }

    private Set<Long> running() {
        String program = tool.path().toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").startsWith(program))
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    @Test
    void whoWasNotTrackedIsNamed() {
        Kernel blind = kernel((job, pid) -> fake.member(job, pid, "first"));

        TrickResult result = play(blind, Trick.ORPHAN);

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.reason()).matches("not in the job: pid \\d+; 2 survived the kill");
        assertThat(result.survivors()).isEqualTo(2);
    }

    @Test
    void whoOutlivesTheKillIsCountedAndEnded() {
        Kernel deaf = kernel((job, pid) -> fake.stuckMember(job, pid, "first"));

        TrickResult result = play(deaf, Trick.STOPPED);

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.survivors()).isEqualTo(2);
        assertThat(result.processes()).isEqualTo(1);
    }

    @Test
    void aKernelThatRefusesTheJobFailsTheTrick() {
        TrickResult result = play(fake, Trick.DAEMON);

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.reason()).contains("give the pid of a running process");
        assertThat(fake.changes()).isEmpty();
    }

    @Test
    void aJobThatSomebodyElseEntersIsLeftAlone() {
        Kernel shared = kernel((job, pid) -> fake.member(job, pid, "first").member(job, 101, "innocent too"));

        TrickResult result = play(shared, Trick.DAEMON);

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.reason()).contains("came into use meanwhile");
        assertThat(fake.find(101)).isPresent();
        assertThat(fake.changes()).isEmpty();
    }

    @Test
    void whatIsStoppedBeginsNothingMore() {
        Selftest selftest = new Selftest(fake, tool.path());
        selftest.stop();
        assertThatThrownBy(() -> selftest.run(List.of(Trick.DAEMON), result -> {}))
                .hasMessageContaining("stopped");
        assertThat(running()).isEmpty();
    }

    @Test
    void everyTrickIsKnownToTheProgram() {
        for (Trick trick : Trick.values()) {
            try (ToolProcess process = ToolProcess.start(tool.path(), trick.label())) {
                assertThat(process.pid()).as(trick.label()).isPositive();
            }
        }
        assertThat(running()).isEmpty();
    }
}
