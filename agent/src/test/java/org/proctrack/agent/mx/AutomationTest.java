// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.JobUsage;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.ProcessInfo;
import org.proctrack.mbeans.ProcessPage;
import org.proctrack.mbeans.ProcessTable;
import org.proctrack.mbeans.ProcessesMXBean;

/** What programs need, and people seldom do. */
class AutomationTest {

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final FakeKernel kernel = FakeKernel.loaded().process(100, 1, "sh").member(7, 200, "old");
    private final JobsMXBean jobs = JMX.newMXBeanProxy(server, Names.JOBS, JobsMXBean.class);
    private final ProcessesMXBean processes = JMX.newMXBeanProxy(server, Names.PROCESSES, ProcessesMXBean.class);

    @BeforeEach
    void publish() {
        Published.mbeans(server, kernel).publish();
    }

    @Test
    void beginTakesAFreeId() {
        assertThat(jobs.begin(100)).isEqualTo(100);
        assertThat(server.isRegistered(Names.job(100))).isTrue();
        kernel.member(101, 102, "sh").process(101, 1, "sh");
        assertThat(jobs.begin(101)).as("the id is taken").isNotIn(101L, 100L, 7L);
        assertThatIllegalArgumentException().isThrownBy(() -> jobs.begin(101));
    }

    @Test
    void labelShowsInTheJob() {
        jobs.label(7, "nightly build #12");
        JobMXBean job = JMX.newMXBeanProxy(server, Names.job(7), JobMXBean.class);
        assertThat(job.getLabel()).isEqualTo("nightly build #12");
        jobs.label(7, "");
        assertThat(job.getLabel()).isEmpty();
        jobs.label(7, null);
        jobs.label(7, "x".repeat(31));
        assertThat(job.getLabel()).hasSize(31);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345678901234567890123456789012", "a\nb", "\u001b[31m", "a\\b", "\u00fc"})
    void noLabel(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobs.label(7, text))
                .withMessageContaining("is no label: give at most 31 printable ASCII characters");
        assertThat(kernel.changes()).isEmpty();
    }

    @Test
    void historyOfOneId() {
        LongStream.of(1, 2, 1)
                .forEach(id -> kernel.ended(ended(id, kernel.changes().size())));
        kernel.ended(ended(1, 99));
        assertThat(jobs.historyOf(1)).hasSize(3).first().isEqualTo(ended(1, 99));
        assertThat(jobs.historyOf(2)).hasSize(1);
        assertThat(jobs.historyOf(3)).isEmpty();
    }

    @Test
    void awaitEmptyIsTrueOrFalse() {
        assertThat(jobs.awaitEmpty(7, 1)).isFalse();
        jobs.killJob(7, "KILL");
        assertThat(jobs.awaitEmpty(7, 600_000)).isTrue();
        assertThat(jobs.awaitEmpty(4_294_967_295L, 1)).as("never was").isTrue();
    }

    @Test
    void atMostSixteenWaitAtOneTime() throws Exception {
        CountDownLatch waiting = new CountDownLatch(16);
        CountDownLatch end = new CountDownLatch(1);
        Kernel patient = (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("awaitEmpty")) {
                        waiting.countDown();
                        return end.await(30, TimeUnit.SECONDS);
                    }
                    try {
                        return method.invoke(kernel, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        JobsBean bean = new JobsBean(patient, () -> {}, () -> 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        List<CompletableFuture<Boolean>> calls = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> bean.awaitEmpty(7, 60_000), threads))
                .toList();
        assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> bean.awaitEmpty(7, 1))
                .withMessage("16 calls wait for jobs already: try again, or listen for proctrack.job.emptied");
        end.countDown();
        for (CompletableFuture<Boolean> call : calls) {
            assertThat(call.get(30, TimeUnit.SECONDS)).isTrue();
        }
        await().untilAsserted(() -> assertThat(bean.awaitEmpty(7, 1)).isTrue());
        threads.shutdown();
    }

    @Test
    void allProcessesInOneCall() {
        kernel.member(3, 301, "sh").member(3, 300, "sh").member(9, 1, "sh");
        assertThat(processes.listAll()).extracting(ProcessInfo::pid).containsExactly(300L, 301L, 200L, 1L);
        kernel.stop(null, true);
        assertThatIllegalStateException().isThrownBy(processes::listAll);
    }

    @Test
    void theTableHasWhatTheListHas() {
        kernel.member(3, 301, "sh").stuckMember(3, 300, "nfs").member(9, 1, "sh");
        ProcessTable table = processes.table();
        List<ProcessInfo> list = processes.listAll();
        assertThat(table.pids()).hasSize(4);
        for (int i = 0; i < list.size(); i++) {
            assertThat(new ProcessInfo(
                            table.pids()[i],
                            table.jobIds()[i],
                            table.parentPids()[i],
                            table.uids()[i],
                            table.states().substring(i, i + 1),
                            table.commands().get(i),
                            table.startMillis()[i],
                            true))
                    .isEqualTo(list.get(i));
        }
        assertThat(table.untabledPids()).isEmpty();
    }

    @Test
    void theTableNamesWhoHasNoRecord() {
        ProcessInfo tabled = new ProcessInfo(5, 7, 1, 0, "S", "sh", 1, true);
        ProcessInfo untabled = new ProcessInfo(6, 7, 1, 0, "R", "sh", 1, false);
        assertThat(ProcessTable.of(List.of(tabled, untabled)).untabledPids()).containsExactly(6);
        assertThat(ProcessTable.of(List.of()).states()).isEmpty();
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() {
        LongStream.rangeClosed(1000, 1299).forEach(pid -> kernel.member(8, pid, "sh"));
        List<Long> pids = new ArrayList<>();
        String place = "";
        int pages = 0;
        do {
            ProcessPage page = processes.page(8, place, 100);
            assertThat(page.processes()).hasSizeLessThanOrEqualTo(100);
            page.processes().forEach(process -> pids.add(process.pid()));
            place = page.next();
            pages++;
        } while (!place.isEmpty());
        assertThat(pids).hasSize(300).doesNotHaveDuplicates();
        assertThat(kernel.asked("part")).isEqualTo(pages);
    }

    @Test
    void aPageOfAJobThatHasEndedIsNotOneOfTheNext() {
        LongStream.rangeClosed(1000, 1099).forEach(pid -> kernel.member(8, pid, "sh"));
        String next = processes.page(8, "", 64).next();
        kernel.usedAgain(8);
        assertThat(processes.page(8, next, 64)).isEqualTo(new ProcessPage(List.of(), ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"String", "0", "1-2", "1-2-3-4", "-1-2-3", "1-2-fffffffff", "9999999999999999999-0-0", "1 -2-3"})
    void noPlace(String place) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> processes.page(7, place, 64))
                .withMessage("place \"" + place + "\" is none: leave it empty, or give next of the page before");
    }

    @Test
    void noPage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> processes.page(8, "", 64))
                .withMessageStartingWith("no job 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> processes.page(7, "", 63))
                .withMessageStartingWith("limit 63 is");
        assertThatIllegalArgumentException().isThrownBy(() -> processes.page(7, "", 10_001));
    }

    private static EndedJob ended(long id, long since) {
        return new EndedJob(id, 0, "root", "", since, 2, 3, 4, "", 0, 0, 0, "", false, JobUsage.NONE);
    }
}
