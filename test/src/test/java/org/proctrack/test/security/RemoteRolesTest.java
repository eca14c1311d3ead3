// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.remote.RemoteAgent;

/** What who has logged in from afar may not do, whatever his role: each try is refused, changes nothing, and is told. */
class RemoteRolesTest {

    @TempDir
    private static Path directory;

    private static RemoteAgent agent;

    @BeforeAll
    static void start() {
        agent = RemoteAgent.start(directory, "failed.logins.max=1000");
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @AfterEach
    void leave() {
        agent.leave();
    }

    @Test
    void nobodyComesInWithoutTheRightPassword() {
        for (Object credentials : Arrays.asList(
                null,
                new String[0],
                new String[] {"admin"},
                new String[] {"admin", ""},
                new String[] {"admin", "guess-me"},
                new String[] {"root", "guess-me"},
                new String[] {null, null})) {
            assertThatThrownBy(() -> agent.with(credentials)).isInstanceOf(SecurityException.class);
        }
        agent.told("op=login principal=\"\" from=127.0.0.1 verdict=refused message=\"log in with");
        agent.told("op=login principal=admin from=127.0.0.1 verdict=refused message=\"wrong user name or password\"");
        agent.told("op=login principal=root from=127.0.0.1 verdict=refused message=\"wrong user name or password\"");
        assertThat(agent.text()).doesNotContain("guess-me");
    }

    /** As many as there are: what is added later is tried too. */
    @Test
    void aMonitorInvokesNothingThatChangesSomething() throws Exception {
        try (Bystander bystander = Bystander.start()) {
            ObjectName job = begin(42, bystander);
            List<String> before = agent.pins().records();
            MBeanServerConnection monitor = agent.as("monitor");
            await().until(() -> monitor.isRegistered(job));
            Set<String> refused = new TreeSet<>();
            Set<String> granted = new TreeSet<>();
            for (ObjectName name : monitor.queryNames(new ObjectName("proctrack:*"), null)) {
                for (MBeanOperationInfo operation : monitor.getMBeanInfo(name).getOperations()) {
                    Throwable thrown = catchThrowable(() -> invoke(monitor, name, operation));
                    (thrown instanceof SecurityException ? refused : granted).add(operation.getName());
                    boolean mayRead = operation.getImpact() == MBeanOperationInfo.INFO
                            && !Set.of("dumpRecords", "awaitEmpty").contains(operation.getName());
                    assertThat(thrown instanceof SecurityException)
                            .as("%s of %s: %s", operation.getName(), name, thrown)
                            .isNotEqualTo(mayRead);
                }
            }
            assertThat(granted)
                    .containsExactlyInAnyOrder(
                            "find", "history", "historyOf", "jobsOf", "list", "listAll", "page", "table");
            assertThat(refused)
                    .contains(
                            "start",
                            "stop",
                            "forceStop",
                            "killJob",
                            "kill",
                            "suspend",
                            "register",
                            "begin",
                            "label",
                            "tie");
            for (String operation : refused) {
                agent.told("op=" + operation + " .*principal=monitor role=monitor from=127.0.0.1 .*verdict=refused");
            }
            assertThatThrownBy(() -> monitor.setAttribute(Names.EXTENSION, new Attribute("Debug", true)))
                    .isInstanceOf(SecurityException.class);
            assertThatThrownBy(() -> monitor.setAttribute(job, new Attribute("ProcessEvents", true)))
                    .isInstanceOf(SecurityException.class);
            agent.told("op=setAttribute .*type=Extension.* principal=monitor .*verdict=refused");
            assertThat(agent.pins().records()).isEqualTo(before);
            assertThat(bystander.lives()).isTrue();
        }
    }

    private static ObjectName begin(long job, Bystander bystander) {
        Run run = Cli.at(agent.pins()).run("register", job, bystander.pid());
        assertThat(run.exit()).as(run.toString()).isZero();
        return Names.job(job);
    }

    private static Object invoke(MBeanServerConnection client, ObjectName name, MBeanOperationInfo operation)
            throws JMException, IOException {
        List<Object> arguments = new ArrayList<>();
        List<String> signature = new ArrayList<>();
        for (MBeanParameterInfo parameter : operation.getSignature()) {
            signature.add(parameter.getType());
            arguments.add(
                    switch (parameter.getType()) {
                        case "long" -> 42L;
                        case "int" -> 42;
                        case "boolean" -> true;
                        case "java.lang.String" -> "KILL";
                        default -> null;
                    });
        }
        return client.invoke(name, operation.getName(), arguments.toArray(), signature.toArray(String[]::new));
    }

    @Test
    void anOperatorKillsButNeitherStartsNorStops() throws Exception {
        try (Bystander bystander = Bystander.start()) {
            begin(43, bystander);
            MBeanServerConnection operator = agent.as("operator");
            ExtensionMXBean extension = JMX.newMXBeanProxy(operator, Names.EXTENSION, ExtensionMXBean.class);
            long since = extension.getLoadedSinceMillis();
            refused(() -> extension.start("", 10));
            refused(() -> extension.stop(""));
            refused(() -> extension.forceStop(""));
            refused(() -> extension.setDebug(true));
            assertThat(extension.getLoadedSinceMillis()).isEqualTo(since);
            assertThat(extension.isDebug()).isFalse();
            for (String operation : List.of("start", "stop", "forceStop", "setAttribute")) {
                agent.told("op=" + operation + " mbean=.* principal=operator role=operator .*verdict=refused");
            }
            JobsMXBean jobs = JMX.newMXBeanProxy(operator, Names.JOBS, JobsMXBean.class, true);
            assertThat(jobs.killJob(43, "KILL").signalled()).isEqualTo(1);
            await().until(() -> !bystander.lives());
            agent.told("op=killJob principal=operator role=operator from=127.0.0.1 args=\\[43, KILL] verdict=ok");
        }
    }

    @Test
    void anAdminStopsAndStarts() throws Exception {
        ExtensionMXBean extension = JMX.newMXBeanProxy(agent.as("admin"), Names.EXTENSION, ExtensionMXBean.class);
        extension.forceStop("");
        assertThat(agent.pins().exists()).isFalse();
        extension.start("", 128);
        assertThat(extension.getCapacity()).isEqualTo(128);
        agent.told("op=forceStop principal=admin role=admin .*verdict=ok");
        agent.told("op=start principal=admin role=admin .*verdict=ok");
    }

    private static void refused(ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOf(SecurityException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"monitor", "operator", "admin"})
    void nobodyMakesAnMBeanOrTakesOneAway(String role) throws Exception {
        MBeanServerConnection client = agent.as(role);
        Set<ObjectName> before = client.queryNames(null, null);
        ObjectName ours = new ObjectName("proctrack:type=Evil");
        ObjectName loader = new ObjectName("JMImplementation:type=MBeanServerDelegate");
        String[] none = {};
        for (String type : List.of(
                "javax.management.loading.MLet",
                "javax.management.loading.PrivateMLet",
                "javax.management.timer.Timer",
                "javax.management.monitor.GaugeMonitor",
                "javax.management.modelmbean.RequiredModelMBean",
                "org.proctrack.agent.Main")) {
            for (ObjectName name : Arrays.asList(ours, new ObjectName("java.lang:type=Evil"), null)) {
                refused(() -> client.createMBean(type, name));
                refused(() -> client.createMBean(type, name, none, none));
                refused(() -> client.createMBean(type, name, loader));
                refused(() -> client.createMBean(type, name, loader, none, none));
            }
        }
        for (ObjectName name : before) {
            refused(() -> client.unregisterMBean(name));
        }
        assertThat(client.queryNames(null, null)).isEqualTo(before);
        agent.told("op=createMBean .*principal=" + role + " .*javax.management.loading.MLet.*verdict=refused");
        agent.told("op=createMBean .*principal=" + role + " .*javax.management.timer.Timer.*verdict=refused");
        agent.told("op=unregisterMBean .*type=Extension.*principal=" + role + " .*verdict=refused");
    }

    /** With JDK 17, an answer to it would be the JVM's last: the locks of a thread that is there twice are freed twice. */
    @Test
    void aThreadAskedForTwiceEndsNothing() throws Exception {
        MBeanServerConnection monitor = agent.as("monitor");
        ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                monitor, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        long[] ids = new long[1000];
        Arrays.fill(ids, threads.getAllThreadIds()[0]);
        refused(() -> threads.getThreadInfo(ids, true, true));
        agent.told("op=getThreadInfo .*principal=monitor .*verdict=refused .*names a thread twice");
        assertThat(agent.lives()).isTrue();
        assertThat(monitor.isRegistered(Names.JOBS)).isTrue();
    }

    /** All commands that this JDK has, so jvmtiAgentLoad too. */
    @ParameterizedTest
    @ValueSource(strings = {"monitor", "operator", "admin"})
    void nobodyGivesTheJvmACommand(String role) throws Exception {
        MBeanServerConnection client = agent.as(role);
        ObjectName diagnostic = new ObjectName("com.sun.management:type=DiagnosticCommand");
        MBeanInfo commands = ManagementFactory.getPlatformMBeanServer().getMBeanInfo(diagnostic);
        Object[] arguments = {new String[] {directory.resolve("evil").toString()}};
        String[] signature = {String[].class.getName()};
        assertThat(commands.getOperations())
                .extracting(MBeanOperationInfo::getName)
                .contains("jvmtiAgentLoad");
        for (MBeanOperationInfo command : commands.getOperations()) {
            refused(() -> client.invoke(diagnostic, command.getName(), arguments, signature));
        }
        Object[] dump = {directory.resolve("evil.hprof").toString(), true};
        ObjectName hotspot = new ObjectName("com.sun.management:type=HotSpotDiagnostic");
        refused(() -> client.invoke(hotspot, "dumpHeap", dump, new String[] {"java.lang.String", "boolean"}));
        ObjectName recorder = new ObjectName("jdk.management.jfr:type=FlightRecorder");
        refused(() -> client.invoke(recorder, "newRecording", new Object[0], new String[0]));
        ObjectName logging = new ObjectName("java.util.logging:type=Logging");
        Object[] silent = {"org.proctrack.audit", "OFF"};
        String[] two = {"java.lang.String", "java.lang.String"};
        refused(() -> client.invoke(logging, "setLoggerLevel", silent, two));
        refused(() -> client.invoke(new ObjectName("java.lang:type=Memory"), "gc", new Object[0], new String[0]));
        refused(() -> client.setAttribute(new ObjectName("java.lang:type=Memory"), new Attribute("Verbose", true)));
        refused(() -> client.getAttribute(new ObjectName("java.lang:type=Runtime"), "SystemProperties"));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).noneMatch(file -> file.toString().contains("evil"));
        }
        for (String operation : List.of("jvmtiAgentLoad", "dumpHeap", "setLoggerLevel", "gc", "newRecording")) {
            agent.told("op=" + operation + " mbean=.* principal=" + role + " .*verdict=refused");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"monitor", "operator", "admin"})
    void nobodyListensToOrLooksAtOtherDomains(String role) throws Exception {
        MBeanServerConnection client = agent.as(role);
        for (ObjectName name : ManagementFactory.getPlatformMBeanServer().queryNames(null, null)) {
            if (Set.of("java.lang", "JMImplementation", "proctrack").contains(name.getDomain())) {
                continue;
            }
            refused(() -> client.addNotificationListener(name, (notification, handback) -> {}, null, null));
            refused(() -> client.addNotificationListener(name, Names.JOBS, null, null));
            refused(() -> client.getMBeanInfo(name));
            refused(() -> client.getObjectInstance(name));
            assertThat(client.isRegistered(name)).isFalse();
            assertThat(client.queryNames(name, null)).isEmpty();
            agent.told("op=addNotificationListener mbean=\"?" + Pattern.quote(name.getDomain()) + ":.* principal="
                    + role + " .*verdict=refused");
        }
        refused(() -> client.addNotificationListener(Names.JOBS, Names.EXTENSION, null, null));
        assertThat(client.getDomains()).containsExactlyInAnyOrder("java.lang", "JMImplementation", "proctrack");
    }
}
