// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.JobUsage;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;

/** The figures, one by one and in bulk, through a real MBeanServer. */
class AttributesTest {

    private static final JobUsage USED = new JobUsage(3, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final FakeKernel kernel = FakeKernel.loaded().member(42, 100, "sh").used(42, USED);

    @BeforeEach
    void publish() {
        Published.mbeans(server, kernel).refresh();
    }

    @Test
    void whatAJobUses() throws Exception {
        Map<String, Object> figures = all(Names.job(42));
        assertThat(figures)
                .containsEntry("CpuNanos", 3L)
                .containsEntry("UserNanos", 1L)
                .containsEntry("SystemNanos", 2L)
                .containsEntry("MaxRssBytes", 4L)
                .containsEntry("ReadBytes", 5L)
                .containsEntry("WriteBytes", 6L)
                .containsEntry("ReadCharBytes", 7L)
                .containsEntry("WriteCharBytes", 8L)
                .containsEntry("VoluntarySwitches", 9L)
                .containsEntry("InvoluntarySwitches", 10L)
                .containsEntry("MinorFaults", 11L)
                .containsEntry("MajorFaults", 12L)
                .containsEntry("ExitedNormally", 13L)
                .containsEntry("ExitedFailed", 14L)
                .containsEntry("ExitedBySignal", 15L)
                .containsEntry("ExitedByOom", 16L)
                .containsEntry("Phase", "RUNNING")
                .containsEntry("ProcessEvents", false);
    }

    @Test
    void aBulkReadOfAJobAsksOnceAndASingleReadEachTime() throws Exception {
        all(Names.job(42));
        assertThat(kernel.asked("account")).isEqualTo(1);
        all(Names.job(42));
        assertThat(kernel.asked("account")).isEqualTo(2);
        server.getAttribute(Names.job(42), "CpuNanos");
        server.getAttribute(Names.job(42), "UserNanos");
        assertThat(kernel.asked("account")).isEqualTo(4);
    }

    @Test
    void aBulkReadOfTheExtensionAsksOnce() throws Exception {
        int before = kernel.asked("status");
        Map<String, Object> figures = all(Names.EXTENSION);
        assertThat(kernel.asked("status") - before).isEqualTo(1);
        assertThat(figures).containsEntry("State", "RUNNING").containsEntry("Tracked", 1);
        server.getAttribute(Names.EXTENSION, "Tracked");
        assertThat(kernel.asked("status") - before).isEqualTo(2);
    }

    @Test
    void aBulkReadOfTheJobsAsksOnce() throws Exception {
        int before = kernel.asked("jobs");
        all(Names.JOBS);
        assertThat(kernel.asked("jobs") - before).isEqualTo(1);
    }

    @Test
    void whenTheJobIsGoneItsFiguresAreNothing() throws Exception {
        kernel.signal(42, 9);
        all(Names.job(42))
                .forEach((name, value) ->
                        assertThat(isNothing(value)).as(name + " " + value).isTrue());
    }

    private static boolean isNothing(Object value) {
        return value.getClass().isArray()
                ? Array.getLength(value) == 0
                : List.of(0, 0L, "", false).contains(value);
    }

    @Test
    void totalsOfTheExtension() throws Exception {
        kernel.used(0, USED).ended(ended(1)).ended(ended(2));
        assertThat(all(Names.EXTENSION))
                .containsEntry("CpuNanos", 3L)
                .containsEntry("ReadBytes", 5L)
                .containsEntry("WriteBytes", 6L)
                .containsEntry("ExitedNormally", 13L)
                .containsEntry("ExitedFailed", 14L)
                .containsEntry("ExitedBySignal", 15L)
                .containsEntry("ExitedByOom", 16L)
                .containsEntry("HistoryCapacity", 1000)
                .containsEntry("HistoryCount", 2)
                .containsEntry("HistoryDropped", 0L)
                .containsEntry("JobsTotal", 1L)
                .containsEntry("JobCapacity", 2048)
                .containsEntry("NotificationsDropped", 0L)
                .containsEntry("RemoteCertificateExpiresMillis", 0L)
                .containsEntry("Warning", "");
    }

    @Test
    void skippedHooksAreNoLoss() throws Exception {
        kernel.skippingHooks(7, 3).leavingUnsettled(2);
        assertThat(all(Names.EXTENSION))
                .containsEntry("SkippedHookCount", 7L)
                .containsEntry("RepairedHookCount", 3L)
                .containsEntry("UnsettledCount", 2L)
                .containsEntry("LostEventCount", 0L);
    }

    @ParameterizedTest
    @CsvSource({"0,0,64,0", "1,0,64,2", "32,0,64,50", "63,0,64,99", "64,0,64,100", "90,26,64,100", "1,0,4194304,1"})
    void capacityInUse(int tracked, int untabled, int capacity, int percent) throws Exception {
        MBeanServer other = MBeanServerFactory.newMBeanServer();
        FakeKernel machine = new FakeKernel();
        Published.mbeans(other, machine).publish();
        assertThat(other.getAttribute(Names.EXTENSION, "CapacityUsedPercent")).isEqualTo(0);
        machine.start(null, StartOptions.of(capacity));
        LongStream.rangeClosed(1, tracked).forEach(pid -> machine.member(7, pid, "sh"));
        machine.untabled(untabled);
        assertThat(other.getAttribute(Names.EXTENSION, "CapacityUsedPercent")).isEqualTo(percent);
    }

    @Test
    void survivorsOfAKill() {
        JobsMXBean jobs = JMX.newMXBeanProxy(server, Names.JOBS, JobsMXBean.class);
        kernel.stuckMember(7, 200, "nfs").member(8, 300, "sh");
        assertThat(jobs.getDyingCount()).isZero();
        kernel.signal(7, 9);
        assertThat(jobs.getDyingCount()).isEqualTo(1);
    }

    /** State says why; figures of 0 would say that there is nothing. */
    @Test
    void withoutAFreeDescriptorNoFigureIsNothing() throws Exception {
        kernel.refusing(new KernelException(Kind.OUT_OF_FILES, "out of file descriptors: why"));
        Map<ObjectName, List<String>> figures = Map.of(
                Names.JOBS,
                List.of("Count", "Ids", "Jobs", "DyingCount"),
                Names.job(42),
                List.of("ProcessCount", "Pids", "User", "CpuNanos"),
                Names.PROCESSES,
                List.of("Count"),
                Names.EXTENSION,
                List.of("Running", "JobCount", "Tracked", "File"));
        figures.forEach((name, attributes) ->
                attributes.forEach(attribute -> assertThatExceptionOfType(RuntimeMBeanException.class)
                        .isThrownBy(() -> server.getAttribute(name, attribute))
                        .havingCause()
                        .isInstanceOf(IllegalStateException.class)
                        .withMessage("out of file descriptors: why")));
        assertThat(server.getAttribute(Names.EXTENSION, "State")).isEqualTo("FAILED");
        assertThat(server.getAttribute(Names.EXTENSION, "FailureReason")).isEqualTo("out of file descriptors: why");
        String[] names = {"State", "Tracked", "NotificationsDropped"};
        assertThat(server.getAttributes(Names.EXTENSION, names).asList())
                .as("a bulk read has a gap")
                .extracting(Attribute::getName)
                .containsExactly("State", "NotificationsDropped");
    }

    @Test
    void history() {
        JobsMXBean jobs = JMX.newMXBeanProxy(server, Names.JOBS, JobsMXBean.class);
        assertThat(jobs.history(0, 1)).isEmpty();
        LongStream.rangeClosed(1, 10).forEach(id -> kernel.ended(ended(id)));
        assertThat(jobs.history(0, 10_000)).hasSize(10).first().isEqualTo(ended(10));
        assertThat(jobs.history(2, 3)).extracting(EndedJob::id).containsExactly(8L, 7L, 6L);
        assertThat(jobs.history(9, 10_000)).extracting(EndedJob::id).containsExactly(1L);
        assertThat(jobs.history(10, 1)).isEmpty();
        assertThat(jobs.history(Integer.MAX_VALUE, 10_000)).isEmpty();
    }

    @Test
    void processEventsCanBeWanted() throws Exception {
        JobMXBean job = JMX.newMXBeanProxy(server, Names.job(42), JobMXBean.class);
        job.setProcessEvents(true);
        assertThat(job.isProcessEvents()).isTrue();
        AttributeList answer = server.setAttributes(
                Names.job(42),
                new AttributeList(Arrays.asList(
                        new Attribute("ProcessEvents", false), new Attribute("Uid", 7L), new Attribute("No", 1))));
        assertThat(answer.asList()).containsExactly(new Attribute("ProcessEvents", false));
        assertThat(kernel.changes()).containsExactly("processEvents 42 true", "processEvents 42 false");
        kernel.signal(42, 9);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> job.setProcessEvents(true))
                .withMessageStartingWith("job 42 has ended");
    }

    @Test
    void debugCanBeTurnedOn() {
        ExtensionMXBean extension = JMX.newMXBeanProxy(server, Names.EXTENSION, ExtensionMXBean.class);
        assertThat(extension.isDebug()).isFalse();
        extension.setDebug(true);
        assertThat(extension.isDebug()).isTrue();
        assertThat(extension.getDebugLog()).endsWith("/proctrackext.log");
        extension.forceStop("");
        assertThat(extension.isDebug()).isFalse();
        assertThat(extension.getDebugLog()).isEmpty();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> extension.setDebug(true));
    }

    private Map<String, Object> all(ObjectName name) throws Exception {
        String[] names = Arrays.stream(server.getMBeanInfo(name).getAttributes())
                .map(MBeanAttributeInfo::getName)
                .toArray(String[]::new);
        Map<String, Object> values = new HashMap<>();
        server.getAttributes(name, names)
                .asList()
                .forEach(attribute -> values.put(attribute.getName(), attribute.getValue()));
        assertThat(values).containsOnlyKeys(names);
        return values;
    }

    private static EndedJob ended(long id) {
        return new EndedJob(id, 0, "root", "", 1, 2, 3, 4, "SIGKILL", 5, 6, 0, "", false, USED);
    }
}
