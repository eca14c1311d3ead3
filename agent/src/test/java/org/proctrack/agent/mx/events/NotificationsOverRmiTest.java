// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.MBeanServerFactory;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.Service;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.Feature;
import org.proctrack.agent.kernel.KernelEvent;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.agent.mx.audit.AuditForm;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.Notifications;

/** Every type of notification arrives at a client of a real connector. */
class NotificationsOverRmiTest {

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final FakeKernel kernel = FakeKernel.loaded().member(42, 100, "java");
    private final List<Notification> received = new CopyOnWriteArrayList<>();
    private final NotificationListener listener = (notification, handback) -> {
        assertThat(handback).isEqualTo("mine");
        received.add(notification);
    };
    private Service service;
    private JMXConnectorServer connector;
    private JMXConnector client;
    private MBeanServerConnection connection;

    @BeforeEach
    @SuppressWarnings("BanJNDI") // the URL is our own
    void connect() throws Exception {
        service = Service.open(kernel, server, AuditForm.OFF);
        JMXServiceURL url = new JMXServiceURL("rmi", "127.0.0.1", 0);
        connector = JMXConnectorServerFactory.newJMXConnectorServer(url, null, server);
        connector.start();
        client = JMXConnectorFactory.connect(connector.getAddress());
        connection = client.getMBeanServerConnection();
        connection.addNotificationListener(Names.JOBS, listener, null, "mine");
        connection.addNotificationListener(Names.EXTENSION, listener, null, "mine");
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
        connector.stop();
        service.close();
    }

    @Test
    void everyType() throws Exception {
        kernel.happens(KernelEvent.Type.JOB_REGISTERED, 42, 100, 1000, 0)
                .happens(KernelEvent.Type.PROCESS_STARTED, 42, 100, 1000, 7)
                .happens(KernelEvent.Type.JOB_SIGNALLED, 42, 100, 0, 15)
                .happens(KernelEvent.Type.JOB_SIGNALLED, 42, 100, 0, 9)
                .happens(KernelEvent.Type.OWNER_ENDED, 42, 100, 0, 9)
                .happens(KernelEvent.Type.PROCESS_EXITED, 42, 100, 1000, 3 << 8)
                .happens(KernelEvent.Type.PROCESS_EXITED, 42, 100, 1000, 9 | 0x80)
                .happens(KernelEvent.Type.OVERFLOW, 42, 100, 1000, 0)
                .happens(KernelEvent.Type.JOB_EMPTIED, 42, 100, 1000, 12)
                .counting(2);
        await().until(() -> seen().contains(Notifications.EVENTS_LOST));
        kernel.stop(null, true);
        await().until(() -> seen().contains(Notifications.EXTENSION_STOPPED));
        kernel.refusing(Feature.CALLS, "Operation not permitted").start(null, StartOptions.of(64));
        await().until(() -> seen().contains(Notifications.FEATURE_OFF));
        assertThat(seen()).isEqualTo(published());

        says(Notifications.JOB_REGISTERED, "job 42: began with pid 100 (java) of uid 1000", "jobId", 42L);
        says(Notifications.JOB_EMPTIED, "job 42: empty, 12 processes in all; the last was", "processesTotal", 12L);
        says(Notifications.JOB_KILLED, "job 42: SIGKILL to 1 process by pid 100 (java) of uid 0", "signal", "SIGKILL");
        says(Notifications.JOB_SIGNALLED, "job 42: SIGTERM to 1 process by pid 100", "count", 1L);
        says(
                Notifications.JOB_OWNER_ENDED,
                "job 42: its owner has ended, pid 100 (java) of uid 0: SIGKILL to 1 process",
                "count",
                1L);
        says(Notifications.PROCESS_STARTED, "job 42: pid 100 (java) of uid 1000 was started by", "parentPid", 7L);
        says(Notifications.PROCESS_EXITED, "job 42: pid 100 (java) of uid 1000 ended with status 3", "exitStatus", 3L);
        says(Notifications.OVERFLOW_BEGUN, "job 42: pid 100 (java) of uid 1000 has no record", "uid", 1000L);
        says(Notifications.EVENTS_LOST, "2 events lost in the kernel, 2 since the load", "lostEventCount", 2L);
        says(Notifications.EXTENSION_STARTED, "extension 0.2.0 was loaded, capacity 64", "capacity", 64L);
        says(Notifications.FEATURE_OFF, "calls are off: the kernel refused them: Operation", "feature", "calls");
        says(Notifications.EXTENSION_STOPPED, "extension 0.2.0 was unloaded", "magic", "0123456789abcdef");
        assertThat(received)
                .filteredOn(notification -> notification.getType().equals(Notifications.PROCESS_EXITED))
                .last()
                .extracting(notification -> ((CompositeData) notification.getUserData()).get("signal"))
                .isEqualTo("SIGKILL");
    }

    @Test
    void afterRemovalNothingComes() throws Exception {
        connection.removeNotificationListener(Names.EXTENSION, listener);
        connection.removeNotificationListener(Names.JOBS, listener, null, "mine");
        NotificationListener other = (notification, handback) -> received.add(notification);
        connection.addNotificationListener(Names.JOBS, other, null, null);
        kernel.happens(KernelEvent.Type.OVERFLOW, 42, 100, 1000, 0)
                .happens(KernelEvent.Type.JOB_REGISTERED, 42, 100, 0, 0);
        await().until(() -> !received.isEmpty());
        assertThat(received).hasSize(1);
    }

    private void says(String type, String message, String key, Object value) {
        Notification notification = received.stream()
                .filter(one -> one.getType().equals(type))
                .findFirst()
                .orElseThrow();
        assertThat(notification.getMessage()).startsWith(message).doesNotContain("\n");
        assertThat(((CompositeData) notification.getUserData()).get(key)).isEqualTo(value);
        assertThat(notification.getSource()).isIn(Names.JOBS, Names.EXTENSION);
        assertThat(notification.getTimeStamp()).isPositive();
    }

    private Set<String> seen() {
        Set<String> types = new TreeSet<>();
        received.forEach(notification -> types.add(notification.getType()));
        return types;
    }

    /** What a client is told that there is. */
    private Set<String> published() throws Exception {
        Set<String> types = new TreeSet<>();
        for (var name : List.of(Names.JOBS, Names.EXTENSION)) {
            Stream.of(connection.getMBeanInfo(name).getNotifications())
                    .peek(info -> assertThat(info.getDescription()).isNotBlank())
                    .forEach(info -> types.addAll(Arrays.asList(info.getNotifTypes())));
        }
        return types;
    }
}
