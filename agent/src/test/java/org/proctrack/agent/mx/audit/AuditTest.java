// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.remote.JMXPrincipal;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.Service;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.Feature;
import org.proctrack.agent.kernel.KernelEvent;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;

/** What is written for what, through a real MBeanServer. */
class AuditTest {

    /** A handler as somebody may have one. */
    private static final class Writing extends Handler {
        private final Consumer<LogRecord> writer;

        Writing(Consumer<LogRecord> writer) {
            this.writer = writer;
        }

        @Override
        public void publish(LogRecord entry) {
            writer.accept(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final Logger logger = Logger.getLogger("org.proctrack.audit");
    private final List<LogRecord> lines = new CopyOnWriteArrayList<>();
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final FakeKernel kernel =
            FakeKernel.loaded().member(42, 100, "sh").process(200, 1, "sh").process(201, 200, "sh");
    private final JobsMXBean jobs = JMX.newMXBeanProxy(server, Names.JOBS, JobsMXBean.class);
    private final ExtensionMXBean extension = JMX.newMXBeanProxy(server, Names.EXTENSION, ExtensionMXBean.class);
    private Handler handler;
    private Service service;

    private void open(AuditForm form, Consumer<LogRecord> writer) {
        handler = new Writing(writer);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        service = Service.open(kernel, server, form);
        await().until(() -> server.isRegistered(Names.job(42)));
    }

    @AfterEach
    void close() {
        service.close();
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    @Test
    void aLineForEachCommand() {
        open(AuditForm.TEXT, lines::add);
        JobMXBean job = JMX.newMXBeanProxy(server, Names.job(42), JobMXBean.class);
        jobs.register(7, 200);
        jobs.adopt(8, 201);
        jobs.unregister(9);
        jobs.killJob(7, "HUP");
        jobs.terminateJob(8, 10);
        job.setProcessEvents(true);
        job.suspend();
        job.resume();
        job.signal("usr1");
        extension.setDebug(true);
        jobs.killJob(7, "KILL");
        job.kill();
        extension.stop("");
        extension.start("", 64);
        extension.forceStop("");
        await().until(() -> commands().size() == 15);
        assertThat(commands())
                .containsExactly(
                        "audit op=register principal=local args=[7, 200] verdict=ok",
                        "audit op=adopt principal=local args=[8, 201] verdict=ok result=1",
                        "audit op=unregister principal=local args=[9] verdict=ok",
                        "audit op=killJob principal=local args=[7, HUP] verdict=ok signal=SIGHUP signalled=1"
                                + " survivors=1 waitedMillis=N",
                        "audit op=terminateJob principal=local args=[8, 10] verdict=ok signal=SIGTERM signalled=1"
                                + " survivors=0 waitedMillis=N",
                        "audit op=setProcessEvents job=42 principal=local args=[true] verdict=ok",
                        "audit op=suspend job=42 principal=local args=[] verdict=ok signal=SIGSTOP signalled=1"
                                + " survivors=1 waitedMillis=N",
                        "audit op=resume job=42 principal=local args=[] verdict=ok signal=SIGCONT signalled=1"
                                + " survivors=1 waitedMillis=N",
                        "audit op=signal job=42 principal=local args=[usr1] verdict=ok signal=SIGUSR1 signalled=1"
                                + " survivors=1 waitedMillis=N",
                        "audit op=setDebug principal=local args=[true] verdict=ok",
                        "audit op=killJob principal=local args=[7, KILL] verdict=ok signal=SIGKILL signalled=1"
                                + " survivors=0 waitedMillis=N",
                        "audit op=kill job=42 principal=local args=[] verdict=ok signal=SIGKILL signalled=1"
                                + " survivors=0 waitedMillis=N",
                        "audit op=stop principal=local args=[\"\"] verdict=ok",
                        "audit op=start principal=local args=[\"\", 64] verdict=ok",
                        "audit op=forceStop principal=local args=[\"\"] verdict=ok");
    }

    @Test
    void refusalsAndNoQuestions() {
        open(AuditForm.TEXT, lines::add);
        jobs.find(100);
        jobs.history(0, 1);
        extension.dumpRecords();
        assertThatThrownBy(() -> jobs.killJob(42, "NO\nPE")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> jobs.killJob(43, "KILL")).isInstanceOf(IllegalArgumentException.class);
        await().until(() -> lines.size() == 2);
        assertThat(lines).extracting(LogRecord::getLevel).containsOnly(Level.WARNING);
        assertThat(texts().get(0))
                .startsWith("audit op=killJob principal=local args=[42, \"NO?PE\"] verdict=refused message=\"no signal")
                .doesNotContain("\n");
        assertThat(texts().get(1)).contains("args=[43, KILL] verdict=refused message=\"no job 43: ");
    }

    @Test
    void whyLinesMayBeMissing() {
        open(AuditForm.TEXT, lines::add);
        kernel.happens(KernelEvent.Type.JOB_REGISTERED, 42, 100, 0, 0).losesEvents(7);
        await().until(() -> texts().contains("audit event=EVENTS_LOST unread=7"));
        kernel.counting(3);
        await().until(() -> texts().contains("audit event=EVENTS_LOST lost=3"));
        kernel.stop(null, true);
        await().until(() ->
                texts().stream().anyMatch(text -> text.startsWith("audit event=EXTENSION_UNLOADED magic=")));
        kernel.start(null, StartOptions.of(64));
        await().until(() ->
                texts().stream().anyMatch(text -> text.matches("audit event=EXTENSION_LOADED magic=\\S+ capacity=64")));
        kernel.stop(null, true);
        kernel.refusing(Feature.CALLS, "not allowed").start(null, StartOptions.of(65));
        await().until(() ->
                texts().stream().anyMatch(text -> text.endsWith(" capacity=65 off=[\"calls: not allowed\"]")));
    }

    @Test
    void jobsAreNumbersInJson() {
        open(AuditForm.JSON, lines::add);
        JMX.newMXBeanProxy(server, Names.job(42), JobMXBean.class).signal("HUP");
        await().until(() -> commands().size() == 1);
        assertThat(commands().get(0)).contains("\"op\":\"signal\",\"job\":42,");
    }

    @Test
    void whoeverDidItHoweverItWasDone() {
        open(AuditForm.JSON, lines::add);
        kernel.happens(KernelEvent.Type.JOB_REGISTERED, 42, 100, 1000, 0)
                .happens(KernelEvent.Type.PROCESS_STARTED, 42, 100, 1000, 1)
                .happens(KernelEvent.Type.JOB_SIGNALLED, 42, 100, 1000, 9)
                .happens(KernelEvent.Type.JOB_EMPTIED, 42, 100, 1000, 1);
        await().until(() -> lines.size() == 3);
        assertThat(texts())
                .containsExactly(
                        "{\"time\":\"2026-01-01T12:00:00Z\",\"event\":\"JOB_REGISTERED\",\"job\":42,\"pid\":100,"
                                + "\"uid\":1000,\"command\":\"sh\"}",
                        "{\"time\":\"2026-01-01T12:00:00Z\",\"event\":\"JOB_SIGNALLED\",\"job\":42,"
                                + "\"signal\":\"SIGKILL\",\"signalled\":1,\"pid\":100,\"uid\":1000,\"command\":\"sh\"}",
                        "{\"time\":\"2026-01-01T12:00:00Z\",\"event\":\"JOB_EMPTIED\",\"job\":42,\"pid\":100,"
                                + "\"uid\":1000,\"command\":\"sh\"}");
        assertThat(lines.get(0).getInstant().toEpochMilli()).isEqualTo(1_767_268_800_000L);
    }

    @Test
    @SuppressWarnings("removal") // on 17 there is no other way to be somebody; later it means Subject.callAs
    void principals() throws Exception {
        open(AuditForm.TEXT, lines::add);
        Set<JMXPrincipal> principals = Set.of(new JMXPrincipal("ops\" verdict=ok"));
        Subject subject = new Subject(true, principals, Set.of(), Set.of());
        PrivilegedExceptionAction<Object> call = () -> jobs.killJob(42, "KILL");
        Subject.doAs(subject, call);
        await().until(() -> commands().size() == 1);
        assertThat(commands().get(0)).startsWith("audit op=killJob principal=\"ops\\\" verdict=ok\" args=[42, KILL]");
    }

    @Test
    void offIsOff() {
        open(AuditForm.OFF, lines::add);
        jobs.killJob(42, "KILL");
        service.audit(AuditForm.TEXT);
        jobs.unregister(9);
        await().until(() -> !commands().isEmpty());
        assertThat(commands()).containsExactly("audit op=unregister principal=local args=[9] verdict=ok");
    }

    @Test
    void aHandlerThatBlocksOrThrowsIsNobodysConcern() {
        CountDownLatch goOn = new CountDownLatch(1);
        open(AuditForm.TEXT, line -> {
            awaitOpen(goOn);
            lines.add(line);
            throw new IllegalStateException("on purpose");
        });
        int calls = 3000;
        for (int i = 0; i < calls; i++) {
            jobs.unregister(9);
        }
        goOn.countDown();
        await().until(() -> texts().stream().anyMatch(text -> text.startsWith("audit dropped=")));
        jobs.unregister(10);
        await().until(() -> texts().stream().anyMatch(text -> text.contains("args=[10]")));
        long dropped = texts().stream()
                .filter(text -> text.startsWith("audit dropped="))
                .mapToLong(text -> Long.parseLong(text.substring("audit dropped=".length())))
                .sum();
        long written =
                texts().stream().filter(text -> text.contains("args=[9]")).count();
        assertThat(dropped + written).as("each line is written or counted").isEqualTo(calls);
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without lines of events. How long a command waited is up to the machine. */
    private List<String> commands() {
        return texts().stream()
                .filter(text -> text.matches("audit op=.*|\\{.*\"op\":.*"))
                .map(text -> text.replaceFirst("waitedMillis=[0-9]+", "waitedMillis=N"))
                .toList();
    }

    private List<String> texts() {
        return lines.stream().map(LogRecord::getMessage).toList();
    }
}
