// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.MBeanServerDelegate;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.agent.access.Account;
import org.proctrack.agent.access.Role;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;

/** Each role over the real connector. */
class RemoteTest {

    @TempDir
    private Path directory;

    private ServedAgent served;

    @BeforeEach
    void open() throws Exception {
        served = new ServedAgent(directory);
    }

    @AfterEach
    void close() {
        served.close();
    }

    private static JobsMXBean jobs(MBeanServerConnection connection) {
        return JMX.newMXBeanProxy(connection, Names.JOBS, JobsMXBean.class, true);
    }

    private static ExtensionMXBean extension(MBeanServerConnection connection) {
        return JMX.newMXBeanProxy(connection, Names.EXTENSION, ExtensionMXBean.class);
    }

    private void told(String pattern) {
        await().untilAsserted(() -> assertThat(served.audit).anyMatch(line -> line.matches(pattern)));
    }

    @Test
    void aMonitorReadsAndChangesNothing() throws Exception {
        MBeanServerConnection monitor = served.as(Role.MONITOR);
        assertThat(jobs(monitor).getIds()).containsExactly(42);
        assertThat(jobs(monitor).find(100)).isEqualTo(42);
        assertThatThrownBy(() -> jobs(monitor).killJob(42, "KILL"))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("needs the role operator, and you are logged in as monitor");
        assertThatThrownBy(() -> extension(monitor).setDebug(true)).isInstanceOf(SecurityException.class);
        AttributeList debug = new AttributeList(List.of(new Attribute("Debug", true)));
        assertThatThrownBy(() -> monitor.setAttributes(Names.EXTENSION, debug)).isInstanceOf(SecurityException.class);
        assertThat(served.kernel.changes()).isEmpty();
        told("audit op=killJob mbean=.*type=Jobs.* principal=monitor role=monitor from=127.0.0.1 args=\\[42, KILL] "
                + "verdict=refused message=.*");
        told("audit op=find principal=monitor role=monitor from=127.0.0.1 args=\\[100] verdict=ok result=42");
        told("audit op=login principal=monitor role=monitor from=127.0.0.1 verdict=ok");
    }

    @Test
    void anOperatorKillsAndDoesNotStop() throws Exception {
        MBeanServerConnection operator = served.as(Role.OPERATOR);
        assertThat(jobs(operator).killJob(42, "HUP").signalled()).isEqualTo(1);
        assertThatThrownBy(() -> extension(operator).stop("")).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> extension(operator).start("", 10)).isInstanceOf(SecurityException.class);
        assertThat(extension(operator).isRunning()).isTrue();
        told("audit op=killJob principal=operator role=operator from=127.0.0.1 args=\\[42, HUP] verdict=ok .*");
    }

    @Test
    void anAdminStops() throws Exception {
        extension(served.as(Role.ADMIN)).forceStop("");
        assertThat(served.kernel.changes()).anyMatch(change -> change.startsWith("stop"));
    }

    @Test
    void whatIsNotOursIsNotThere() throws Exception {
        MBeanServerConnection admin = served.as(Role.ADMIN);
        ObjectName diagnostic = new ObjectName("com.sun.management:type=DiagnosticCommand");
        assertThat(admin.isRegistered(diagnostic)).isFalse();
        assertThat(admin.getDomains()).containsExactlyInAnyOrder("proctrack", "java.lang", "JMImplementation");
        assertThat(admin.queryNames(null, null)).allMatch(AccessPolicy::visible).hasSize(admin.getMBeanCount());
        assertThat(admin.queryMBeans(diagnostic, null)).isEmpty();
        assertThatThrownBy(() -> admin.getMBeanInfo(diagnostic)).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> admin.invoke(
                        diagnostic, "jvmtiAgentLoad", new Object[] {new String[] {"/tmp/x.so"}}, new String[] {
                            String[].class.getName()
                        }))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("not available to remote clients");
        assertThatThrownBy(() -> admin.createMBean("javax.management.loading.MLet", new ObjectName("proctrack:type=x")))
                .isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> admin.unregisterMBean(Names.EXTENSION)).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> admin.addNotificationListener(Names.JOBS, Names.EXTENSION, null, null))
                .isInstanceOf(SecurityException.class);
        told("audit op=jvmtiAgentLoad mbean=.*DiagnosticCommand.* principal=admin .* verdict=refused .*");
        told("audit op=createMBean .* verdict=refused .*");
    }

    @Test
    void aShortRequestGetsNoLongAnswer() throws Exception {
        String[] names = new String[9000];
        Arrays.fill(names, "HeapMemoryUsage");
        AttributeList answer =
                served.as(Role.MONITOR).getAttributes(new ObjectName(ManagementFactory.MEMORY_MXBEAN_NAME), names);
        assertThat(answer).hasSize(1);
        ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                served.as(Role.MONITOR), ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        assertThatThrownBy(() -> threads.getThreadInfo(new long[] {1, 2, 1}, 10))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("names a thread twice");
        assertThat(threads.getThreadInfo(new long[] {1, 2}, true, true)).hasSize(2);
    }

    /** What its tabs ask for. */
    @Test
    void jconsoleFindsWhatItNeeds() throws Exception {
        MBeanServerConnection monitor = served.as(Role.MONITOR);
        ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                monitor, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        assertThat(threads.getThreadInfo(threads.getAllThreadIds())).isNotEmpty();
        assertThat(threads.dumpAllThreads(true, false)).isNotEmpty(); // for the monitors of one thread, it asks for all
        assertThat(threads.findDeadlockedThreads()).isNull();
        ObjectName runtime = new ObjectName(ManagementFactory.RUNTIME_MXBEAN_NAME);
        assertThat(monitor.getAttributes(runtime, new String[] {"VmName", "SystemProperties", "Uptime"})
                        .asList())
                .extracting(Attribute::getName)
                .containsExactly("VmName", "Uptime");
        assertThatThrownBy(() -> monitor.getAttribute(runtime, "SystemProperties"))
                .isInstanceOf(SecurityException.class);
        told("audit op=findDeadlockedThreads mbean=.* principal=monitor .* verdict=ok");
    }

    @Test
    void aQueryReadsWhatItsClientMayRead() throws Exception {
        MBeanServerConnection monitor = served.as(Role.MONITOR);
        assertThat(monitor.queryNames(null, Query.eq(Query.attr("Running"), Query.value(true))))
                .isEqualTo(Set.of(Names.EXTENSION));
        assertThat(monitor.queryNames(null, Query.not(Query.eq(Query.attr("SystemProperties"), Query.value("")))))
                .isEmpty();
    }

    @Test
    void notificationsCome() throws Exception {
        MBeanServerConnection monitor = served.as(Role.MONITOR);
        List<Notification> seen = new CopyOnWriteArrayList<>();
        monitor.addNotificationListener(Names.JOBS, (notification, handback) -> seen.add(notification), null, null);
        monitor.addNotificationListener(
                MBeanServerDelegate.DELEGATE_NAME, (notification, handback) -> seen.add(notification), null, null);
        served.kernel.member(43, 101, "sh");
        await().until(() -> seen.stream().anyMatch(one -> one.getType().equals("JMX.mbean.registered")));
        ObjectName logging = new ObjectName("java.util.logging:type=Logging");
        assertThatThrownBy(() -> monitor.addNotificationListener(logging, (notification, handback) -> {}, null, null))
                .isInstanceOf(SecurityException.class);
    }

    @Test
    void whoIsTakenOutOfTheFileIsOut() throws Exception {
        MBeanServerConnection operator = served.as(Role.OPERATOR);
        served.passwords.put(Account.withPassword("operator", Role.MONITOR, ServedAgent.PASSWORD.toCharArray()));
        assertThatThrownBy(() -> jobs(operator).killJob(42, "KILL"))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("log in again");
        assertThat(served.kernel.changes()).isEmpty();
    }

    @Test
    void theRegistryTakesNoOtherEntry() throws Exception {
        Registry registry = LocateRegistry.getRegistry("127.0.0.1", served.port);
        assertThat(registry.list()).containsExactly("jmxrmi");
        assertThatThrownBy(() -> registry.rebind("jmxrmi", registry.lookup("jmxrmi")))
                .isInstanceOf(java.rmi.RemoteException.class);
        registry.lookup("jmxrmi");
        assertThatThrownBy(() -> registry.unbind("jmxrmi")).isInstanceOf(java.rmi.RemoteException.class);
    }
}
