// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.management.Attribute;
import javax.management.MBeanServerConnection;
import javax.management.MBeanServerInvocationHandler;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.monitor.GaugeMonitorMBean;
import javax.management.monitor.MonitorNotification;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.Notifications;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Workload;

/** What happens in the kernel arrives at a client over a real connection. */
class NotificationsTest {

    private static final int CAPACITY = 32;

    private final Pins pins = Pins.fresh();
    private final Cli cli = Cli.at(pins);
    private final List<Notification> received = new CopyOnWriteArrayList<>();
    private final NotificationListener listener = (notification, handback) -> received.add(notification);
    private AgentJvm agent;
    private MBeanServerConnection connection;

    @BeforeEach
    void start() throws Exception {
        agent = AgentJvm.service(pins, CAPACITY);
        connection = agent.connection();
        connection.addNotificationListener(Names.JOBS, listener, null, null);
        connection.addNotificationListener(Names.EXTENSION, listener, null, null);
    }

    @AfterEach
    void stop() {
        agent.close();
        if (pins.exists()) {
            assertThat(cli.run("stop", "--force").exit()).isZero();
        }
    }

    @Test
    void aJobFromItsFirstProcessToTheKillOfItsLast() {
        try (Workload workload = Workload.start("overflow", "-m", 9)) {
            agent.jobs().register(42, workload.pid());
            agent.job(42).setProcessEvents(true);
            assertThat(agent.job(42).isProcessEvents()).isTrue();
            workload.openAndAwaitReady();
            assertThat(cli.run("kill", 42, "-s", "URG").exit()).isZero();
            Run kill = cli.run("kill", 42);
            assertThat(kill.exit()).isZero();
            CompositeData emptied = first(Notifications.JOB_EMPTIED);

            assertThat(emptied.get("jobId")).isEqualTo(42L);
            assertThat(emptied.get("processesTotal")).isEqualTo(10L);
            assertThat(first(Notifications.JOB_REGISTERED).get("pid")).isEqualTo(workload.pid());
            CompositeData killed = first(Notifications.JOB_KILLED);
            assertThat(killed.get("signal")).isEqualTo("SIGKILL");
            assertThat(killed.get("count")).isEqualTo(10L);
            assertThat(killed.get("uid")).isEqualTo(0L);
            assertThat((long) killed.get("pid"))
                    .isPositive()
                    .isNotEqualTo(agent.process().pid());
            assertThat(first(Notifications.JOB_SIGNALLED).get("signal")).isEqualTo("SIGURG");
            assertThat(of(Notifications.PROCESS_STARTED)).hasSize(9);
            assertThat(of(Notifications.PROCESS_EXITED))
                    .hasSize(10)
                    .extracting(notification -> data(notification).get("signal"))
                    .containsOnly("SIGKILL");
            assertThat(agent.extension().getNotificationsDropped()).isZero();

            await().until(() -> agent.text().contains("event=JOB_EMPTIED"));
            assertThat(agent.text())
                    .containsPattern("audit op=register principal=local from=\\S+ args=\\[42, \\d+] verdict=ok")
                    .contains("audit op=setProcessEvents job=42 principal=local")
                    .contains("event=JOB_SIGNALLED job=42 signal=SIGKILL signalled=10 pid=" + killed.get("pid")
                            + " uid=0 command=" + killed.get("command"));
        }
    }

    @Test
    void overflowAndTheAlarmBeforeIt() throws Exception {
        ObjectName name = new ObjectName("test:type=Monitor");
        connection.createMBean("javax.management.monitor.GaugeMonitor", name);
        GaugeMonitorMBean monitor =
                MBeanServerInvocationHandler.newProxyInstance(connection, name, GaugeMonitorMBean.class, true);
        monitor.addObservedObject(Names.EXTENSION);
        monitor.setObservedAttribute("CapacityUsedPercent");
        monitor.setThresholds(80, 60);
        monitor.setNotifyHigh(true);
        monitor.setGranularityPeriod(100);
        connection.addNotificationListener(name, listener, null, null);
        monitor.start();
        try (Workload workload = Workload.start("overflow", "-m", CAPACITY + 8)) {
            agent.jobs().register(42, workload.pid());
            workload.openAndAwaitReady();
            CompositeData overflow = first(Notifications.OVERFLOW_BEGUN);
            assertThat(overflow.get("jobId")).isEqualTo(42L);
            assertThat((long) overflow.get("pid")).isPositive();
            assertThat(agent.extension().getCapacityUsedPercent()).isEqualTo(100);
            assertThat(agent.extension().getUntabledTotal()).isEqualTo(9);
            await().until(() ->
                    !of(MonitorNotification.THRESHOLD_HIGH_VALUE_EXCEEDED).isEmpty());
            assertThat(agent.jobs().killJob(42, "KILL").survivors()).isZero();
        }
    }

    @Test
    void anExtensionThatGoesAndComes() {
        String magic = agent.extension().getMagic();
        assertThat(cli.run("stop").exit()).isZero();
        assertThat(first(Notifications.EXTENSION_STOPPED).get("magic")).isEqualTo(magic);
        assertThat(cli.run("start", "-n", 64).exit()).isZero();
        assertThat(first(Notifications.EXTENSION_STARTED).get("capacity")).isEqualTo(64L);
    }

    /** An agent that stands still while more happens than the kernel keeps. */
    @Test
    void whatWasOverwrittenIsSaid() throws Exception {
        String pid = Long.toString(agent.process().pid());
        try (Workload forker = Workload.start("forker", "-k", 6000, "-p", 8)) {
            agent.jobs().register(42, forker.pid());
            connection.setAttribute(Names.job(42), new Attribute("ProcessEvents", true));
            assertThat(Run.of("kill", "-STOP", pid).exit()).isZero();
            try {
                forker.open();
                forker.awaitEnd();
            } finally {
                assertThat(Run.of("kill", "-CONT", pid).exit()).isZero();
            }
            assertThat((long) first(Notifications.EVENTS_LOST).get("unreadEvents"))
                    .isPositive();
            assertThat(agent.extension().getEventCount()).isEqualTo(12_000 + 3);
        }
    }

    private CompositeData first(String type) {
        await(type).until(() -> !of(type).isEmpty());
        return data(of(type).get(0));
    }

    private List<Notification> of(String type) {
        Predicate<Notification> same = notification -> notification.getType().equals(type);
        return received.stream().filter(same).toList();
    }

    private static CompositeData data(Notification notification) {
        return (CompositeData) notification.getUserData();
    }

    /** What the agent has not read when the extension goes is gone with it. */
    @Test
    void whoKilledJustBeforeAStopIsInTheAuditAllTheSame() throws Exception {
        Pins fresh = Pins.fresh();
        Cli cli = Cli.at(fresh);
        try (AgentJvm watching = AgentJvm.service(fresh, 64)) {
            for (int job = 1; job <= 5; job++) {
                ProcessBuilder builder = new ProcessBuilder(
                        Repository.file("kext/build/proctrack-run").toString(), Integer.toString(job), "sleep", "60");
                builder.environment().putAll(cli.environment());
                Process sleeper = builder.start();
                await().until(() -> watching.jobs().getCount() == 1);
                watching.jobs().killJob(job, "KILL");
                watching.extension().forceStop(""); // it takes a tenth of the time of stop
                assertThat(sleeper.waitFor()).isEqualTo(137);
                String signalled = "event=JOB_SIGNALLED job=" + job + " signal=SIGKILL";
                await().until(() -> watching.text().contains(signalled));
                watching.extension().start("", 64);
            }
            watching.extension().stop("");
        }
    }
}
