// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.ProcessInfo;
import org.proctrack.mbeans.ProcessPage;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.ProcFs;
import org.proctrack.test.support.Workload;

/** The MBeans over a real connection, with good and bad input. */
class MBeansTest {

    private static final Pins PINS = Pins.fresh();
    private static AgentJvm agent;
    private static Bystander member;

    @BeforeAll
    static void start() {
        agent = AgentJvm.service(PINS, 2048);
        member = Bystander.start();
        agent.jobs().register(42, member.pid());
    }

    @AfterAll
    static void stop() {
        try {
            assertThat(member.lives()).isTrue();
        } finally {
            agent.extension().forceStop("");
            agent.close();
            member.close();
        }
    }

    /** JConsole pre-fills "String" and 0; a click on the button with these must do no harm. */
    @Test
    void everyOperationRefusesWhatJConsolePreFills() throws Exception {
        MBeanServerConnection connection = agent.connection();
        for (ObjectName name : List.of(Names.EXTENSION, Names.JOBS, Names.PROCESSES, Names.job(42))) {
            for (MBeanOperationInfo operation : connection.getMBeanInfo(name).getOperations()) {
                if (operation.getSignature().length == 0) {
                    continue;
                }
                Object[] values = Arrays.stream(operation.getSignature())
                        .map(parameter -> preFilled(parameter.getType()))
                        .toArray();
                String[] types = Arrays.stream(operation.getSignature())
                        .map(parameter -> parameter.getType())
                        .toArray(String[]::new);
                Throwable refusal = catchThrowable(() -> connection.invoke(name, operation.getName(), values, types));
                assertThat(refusal).as(name + " " + operation.getName()).isNotNull();
                Throwable cause = refusal;
                while (cause.getCause() != null) {
                    cause = cause.getCause();
                }
                assertThat(cause.getClass().getName()).startsWith("java.");
                assertThat(cause.getMessage())
                        .as(operation.getName())
                        .isNotBlank()
                        .doesNotContain("\n");
            }
        }
        assertThat(agent.extension().isRunning()).isTrue();
        assertThat(agent.extension().getTracked()).isEqualTo(1);
    }

    /** An exporter reads them at each scrape; to describe itself, the kernel gives some MiB. */
    @Test
    void theKernelIsAskedOnceForItsFeatures() throws Exception {
        int features = agent.extension().getKernelFeatures().size();
        long read = ProcFs.readBytes(agent.process().pid());
        for (int i = 0; i < 10; i++) {
            assertThat(agent.extension().getKernelFeatures()).hasSize(features);
        }
        assertThat(ProcFs.readBytes(agent.process().pid()) - read)
                .isLessThan(Files.size(Path.of("/sys/kernel/btf/vmlinux")));
    }

    @Test
    void figuresInBulkAndHistory() throws Exception {
        try (Workload workload = Workload.start("overflow", "-m", 4)) {
            agent.jobs().register(99, workload.pid());
            workload.openAndAwaitReady();
            String[] names = {"CpuNanos", "UserNanos", "SystemNanos", "ProcessCount", "ProcessesTotal", "MaxRssBytes"};
            Map<String, Long> figures = agent.connection().getAttributes(Names.job(99), names).asList().stream()
                    .collect(Collectors.toMap(Attribute::getName, one -> ((Number) one.getValue()).longValue()));
            assertThat(figures.get("CpuNanos"))
                    .isPositive()
                    .isEqualTo(figures.get("UserNanos") + figures.get("SystemNanos"));
            assertThat(figures).containsEntry("ProcessCount", 5L).containsEntry("ProcessesTotal", 5L);
            assertThat(figures.get("MaxRssBytes")).isGreaterThan(100_000);
            long before = agent.extension().getExitedBySignal();

            assertThat(agent.jobs().killJob(99, "KILL").survivors()).isZero();
            await().until(() -> agent.jobs().history(0, 1).stream().anyMatch(job -> job.id() == 99));
            EndedJob ended = agent.jobs().history(0, 1).get(0);
            assertThat(ended.processesTotal()).isEqualTo(5);
            assertThat(ended.signal()).isEqualTo("SIGKILL");
            assertThat(ended.signalPid()).isEqualTo(agent.process().pid());
            assertThat(ended.usage().exitedBySignal()).isEqualTo(5);
            assertThat(agent.extension().getExitedBySignal()).isEqualTo(before + 5);
            assertThat(agent.extension().getHistoryCount()).isPositive();
        }
    }

    private static Object preFilled(String type) {
        return switch (type) {
            case "java.lang.String" -> "String";
            case "int" -> 0;
            case "long" -> 0L;
            default -> throw new AssertionError("JConsole cannot fill in a " + type);
        };
    }

    static Stream<Arguments> refusals() {
        long pid = ProcessHandle.current().pid();
        return Stream.of(
                refusal("register of job 0", () -> agent.jobs().register(0, pid), IllegalArgumentException.class),
                refusal("register of job -1", () -> agent.jobs().register(-1, pid), IllegalArgumentException.class),
                refusal(
                        "register of too large a job",
                        () -> agent.jobs().register(4294967296L, pid),
                        IllegalArgumentException.class),
                refusal("register of nobody", () -> agent.jobs().register(7, 99999999), IllegalArgumentException.class),
                refusal("register of init", () -> agent.jobs().register(7, 1), SecurityException.class),
                refusal("register of kthreadd", () -> agent.jobs().register(7, 2), SecurityException.class),
                refusal("twice", () -> agent.jobs().register(7, member.pid()), IllegalArgumentException.class),
                refusal("adopt of init", () -> agent.jobs().adopt(7, 1), SecurityException.class),
                refusal("unregister of a live job", () -> agent.jobs().unregister(42), IllegalStateException.class),
                refusal("kill of nobody", () -> agent.jobs().killJob(7, "KILL"), IllegalArgumentException.class),
                refusal("signal 0", () -> agent.jobs().killJob(42, "0"), IllegalArgumentException.class),
                refusal("signal -1", () -> agent.jobs().killJob(42, "-1"), IllegalArgumentException.class),
                refusal("signal 65", () -> agent.jobs().killJob(42, "65"), IllegalArgumentException.class),
                refusal("signal NOPE", () -> agent.jobs().killJob(42, "NOPE"), IllegalArgumentException.class),
                refusal("empty signal", () -> agent.job(42).signal(""), IllegalArgumentException.class),
                refusal("grace 0", () -> agent.jobs().terminateJob(42, 0), IllegalArgumentException.class),
                refusal("begin of init", () -> agent.jobs().begin(1), SecurityException.class),
                refusal("begin of pid 2^32+2", () -> agent.jobs().begin(4294967298L), IllegalArgumentException.class),
                refusal("begin twice", () -> agent.jobs().begin(member.pid()), IllegalArgumentException.class),
                refusal("label of nobody", () -> agent.jobs().label(7, "x"), IllegalArgumentException.class),
                refusal("wait for job 0", () -> agent.jobs().awaitEmpty(0, 1), IllegalArgumentException.class),
                refusal("page of nobody", () -> agent.processes().page(7, "", 64), IllegalArgumentException.class),
                refusal(
                        "page from nowhere",
                        () -> agent.processes().page(42, "String", 64),
                        IllegalArgumentException.class),
                refusal("find of a stranger", () -> agent.jobs().find(pid), IllegalArgumentException.class),
                refusal("list of nobody", () -> agent.processes().list(7, 0, 10), IllegalArgumentException.class),
                refusal("limit 0", () -> agent.processes().list(42, 0, 0), IllegalArgumentException.class),
                refusal("offset -1", () -> agent.processes().list(42, -1, 1), IllegalArgumentException.class),
                refusal("second start", () -> agent.extension().start("", 64), IllegalStateException.class),
                refusal("stop with live jobs", () -> agent.extension().stop(""), IllegalStateException.class),
                refusal("no such file", () -> agent.extension().stop("/no/such"), IllegalArgumentException.class));
    }

    private static Arguments refusal(String what, Runnable call, Class<? extends Exception> type) {
        return Arguments.of(what, call, type);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refusesInOneLine(String what, Runnable call, Class<? extends Exception> type) {
        Throwable refusal = catchThrowable(call::run);

        assertThat(refusal).as(what).isExactlyInstanceOf(type);
        assertThat(refusal.getMessage()).isNotBlank().doesNotContain("\n");
        assertThat(agent.extension().isRunning()).isTrue();
        assertThat(agent.jobs().getIds()).containsExactly(42);
    }

    @Test
    void jobsOfOtherClientsComeAndGoAsMBeans() {
        try (Workload workload = Workload.start("overflow", "-m", 9)) {
            assertThat(Cli.at(PINS).run("register", 77, workload.pid()).exit()).isZero();
            workload.openAndAwaitReady();
            await().until(() -> agent.has(Names.job(77)));
            JobMXBean job = agent.job(77);
            assertThat(job.getProcessCount()).isEqualTo(10);
            assertThat(job.getUid()).isZero();
            assertThat(job.getUser()).isEqualTo("root");
            assertThat(job.getSinceMillis())
                    .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
            assertThat(job.getProcessesTotal()).isGreaterThanOrEqualTo(10);
            assertThat(job.getProcesses()).extracting(ProcessInfo::jobId).containsOnly(77L);
            assertThat(agent.processes().list(77, 0, 4)).hasSize(4);
            assertThat(agent.processes().list(77, 8, 4)).hasSize(2);
            assertThat(agent.processes().find(workload.pid()).command()).isEqualTo("overflow");
            assertThat(agent.jobs().getJobs()).extracting(JobInfo::id).containsExactly(42L, 77L);
            assertThat(agent.extension().dumpRecords()).contains("77");

            assertThat(job.suspend().signalled()).isEqualTo(10);
            await().until(() -> job.getProcesses().stream()
                    .allMatch(process -> process.state().equals("T")));
            assertThat(job.resume().signalled()).isEqualTo(10);
            await().until(() -> job.getProcesses().stream()
                    .noneMatch(process -> process.state().equals("T")));

            assertThat(Cli.at(PINS).run("kill", 77).exit()).isZero();
            await().until(() -> !agent.has(Names.job(77)));
            assertThat(agent.jobs().getIds()).containsExactly(42);
        }
    }

    @Test
    void whatProgramsNeed() {
        try (Workload workload = Workload.start("overflow", "-m", 200)) {
            long id = agent.jobs().begin(workload.pid());
            assertThat(id).isEqualTo(workload.pid());
            workload.openAndAwaitReady();
            agent.jobs().label(id, "many #1");
            assertThat(agent.job(id).getLabel()).isEqualTo("many #1");
            assertThat(agent.job(id).getUid()).as("for whom it runs").isZero();

            assertThat(pids(id, 64)).hasSize(201).doesNotHaveDuplicates().contains(workload.pid());
            assertThat(pids(id, 10_000)).hasSize(201);
            assertThat(agent.processes().listAll())
                    .hasSize(202)
                    .isSortedAccordingTo(
                            Comparator.comparingLong(ProcessInfo::jobId).thenComparingLong(ProcessInfo::pid))
                    .extracting(ProcessInfo::jobId)
                    .containsOnly(42L, id);
            assertThat(agent.processes().table().pids())
                    .hasSize(202)
                    .contains(member.pid(), workload.pid())
                    .doesNotHaveDuplicates();
            assertThat(agent.processes().table().states()).hasSize(202);
            assertThat(agent.jobs().awaitEmpty(id, 1)).isFalse();
            assertThat(agent.jobs().historyOf(id)).isEmpty();

            assertThat(agent.jobs().killJob(id, "KILL").survivors()).isZero();
            assertThat(agent.jobs().awaitEmpty(id, 600_000)).isTrue();
            await().until(() -> !agent.jobs().historyOf(id).isEmpty());
            assertThat(agent.jobs().historyOf(id)).hasSize(1).first().satisfies(job -> {
                assertThat(job.label()).isEqualTo("many #1");
                assertThat(job.processesTotal()).isEqualTo(201);
            });
            assertThat(agent.extension().getJobCapacity()).isPositive();
        }
    }

    private static List<Long> pids(long job, int limit) {
        List<Long> pids = new ArrayList<>();
        String place = "";
        do {
            ProcessPage page = agent.processes().page(job, place, limit);
            page.processes().forEach(process -> pids.add(process.pid()));
            place = page.next();
        } while (!place.isEmpty());
        return pids;
    }

    @Test
    void anAnswerLongerThanOnePageHasEachProcessOnce() {
        try (Workload workload = Workload.start("overflow", "-m", 200)) {
            agent.jobs().register(88, workload.pid());
            workload.openAndAwaitReady();

            assertThat(agent.job(88).getPids())
                    .hasSize(201)
                    .doesNotHaveDuplicates()
                    .isSorted();
            assertThat(agent.jobs().killJob(88, "9").survivors()).isZero();
            workload.awaitEnd();
        }
    }
}
