// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.rmi.MarshalledObject;
import java.rmi.registry.LocateRegistry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.management.AttributeList;
import javax.management.AttributeValueExp;
import javax.management.BadAttributeValueExpException;
import javax.management.MBeanServerConnection;
import javax.management.NotificationFilterSupport;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.Query;
import javax.management.QueryExp;
import javax.management.ValueExp;
import javax.management.remote.JMXPrincipal;
import javax.management.remote.rmi.RMIConnection;
import javax.management.remote.rmi.RMIServer;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.proctrack.agent.access.Role;
import org.proctrack.agent.kernel.KernelEvent;
import org.proctrack.mbeans.Names;

/** Clients that mean ill, over the real connector. */
class HostileClientsTest {

    private static final AtomicInteger READ = new AtomicInteger();

    /** Stands for every class whose reading does something. */
    private static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            READ.incrementAndGet();
        }
    }

    @TempDir
    private Path directory;

    private ServedAgent served;

    @BeforeEach
    void open() throws Exception {
        served = new ServedAgent(directory, "failed.logins.max=8", "connections.max=4");
        READ.set(0);
    }

    @AfterEach
    void close() {
        served.close();
    }

    static Stream<Object> badCredentials() {
        return Stream.of(
                Map.of("none", Set.of()),
                new String[] {"admin"},
                new String[] {"admin", ServedAgent.PASSWORD, "more"},
                new String[] {null, null},
                new String[] {"admin", "wrong"},
                new String[] {"admin", ""},
                new String[] {"nobody", ServedAgent.PASSWORD},
                new String[] {"", ""},
                new String[] {"admin:x", ServedAgent.PASSWORD},
                "admin",
                42,
                new Subject(true, Set.of(new JMXPrincipal("admin")), Set.of(), Set.of()),
                new Gadget(),
                new Object[] {"admin", new Gadget()});
    }

    @ParameterizedTest
    @MethodSource("badCredentials")
    void nobodyComesInWith(Object credentials) {
        Object given = credentials instanceof Map ? null : credentials;
        assertThatThrownBy(() -> served.with(given)).isInstanceOfAny(SecurityException.class, IOException.class);
        assertThat(READ).hasValue(0);
        assertThat(served.audit).noneMatch(line -> line.contains("verdict=ok"));
    }

    @Test
    void aRefusedLoginIsInTheAuditWithoutItsPassword() {
        assertThatThrownBy(() -> served.as("admin", "guess-me"))
                .isInstanceOf(SecurityException.class)
                .hasMessage("wrong user name or password");
        await().untilAsserted(() -> assertThat(served.audit)
                .contains("audit op=login principal=admin from=127.0.0.1 verdict=refused"
                        + " message=\"wrong user name or password\""));
        assertThat(served.audit).noneMatch(line -> line.contains("guess-me"));
    }

    @Test
    void afterSoManyFailuresEvenTheRightPasswordMustWait() throws Exception {
        served.as(Role.MONITOR).getMBeanCount(); // who is in stays in
        served.as(Role.ADMIN).getMBeanCount(); // and his password is remembered
        for (int i = 0; i < 8; i++) {
            assertThatThrownBy(() -> served.as("admin", "wrong")).hasMessageContaining("wrong user name");
        }
        assertThatThrownBy(() -> served.as(Role.ADMIN))
                .as("of a class that clients have")
                .isExactlyInstanceOf(SecurityException.class)
                .hasMessageContaining("try again in a minute");
        assertThatThrownBy(() -> served.as("admin", "wrong")).hasMessageContaining("try again in a minute");
        // gathered, so that a flood of them does not flood the audit
        await().untilAsserted(() -> assertThat(served.audit)
                .anyMatch(line -> line.matches("audit op=connect from=127.0.0.1 count=[12] verdict=refused"
                        + " message=\"too many failed logins.*")));
    }

    /** What is fetched does not come to the access controller. */
    @Test
    void whoIsRemovedHearsOfNothingMore() throws Exception {
        MBeanServerConnection monitor = served.as(Role.MONITOR);
        List<Object> seen = new CopyOnWriteArrayList<>();
        NotificationListener listener = (notification, handback) -> seen.add(notification);
        monitor.addNotificationListener(Names.JOBS, listener, null, null);
        served.passwords.remove("monitor");
        assertThatThrownBy(() -> monitor.addNotificationListener(Names.EXTENSION, listener, null, null))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("log in again");
        served.kernel.happens(KernelEvent.Type.JOB_REGISTERED, 43, 100, 1000, 0);
        await().dontCatchUncaughtExceptions() // that thread of the client ends with the refusal
                .untilAsserted(() -> assertThat(served.audit)
                        .anyMatch(line ->
                                line.matches("audit op=fetchNotifications principal=monitor .* verdict=refused .*")));
        assertThat(seen).isEmpty();
    }

    /** Patterns go back and forth without end, and sums of texts double with each step. */
    static Stream<QueryExp> dearQueries() {
        AttributeValueExp path = Query.attr("LibraryPath");
        ValueExp sum = path;
        QueryExp both = Query.eq(path, path);
        for (int i = 0; i < 15; i++) {
            sum = Query.plus(sum, sum);
            both = Query.and(both, both);
        }
        return Stream.of(
                Query.match(path, Query.value("*".repeat(10) + "!")),
                Query.eq(Query.plus(path, path), path),
                Query.eq(sum, path),
                both,
                Query.in(path, new ValueExp[] {path}));
    }

    @ParameterizedTest
    @MethodSource("dearQueries")
    void aQueryThatCouldTakeForeverIsNotRead(QueryExp query) throws Exception {
        MBeanServerConnection monitor = served.as(Role.MONITOR);
        assertThatThrownBy(() -> monitor.queryNames(null, query)).isInstanceOf(IOException.class);
        await().untilAsserted(() -> assertThat(served.audit).anyMatch(line -> line.contains("a refused object")));
    }

    /** The list of attributes that a client sends need not hold any. */
    @Test
    void attributesThatAreNoneAreRefusedInTheAudit() throws Exception {
        MBeanServerConnection monitor = served.as(Role.MONITOR);
        AttributeList none = new AttributeList();
        none.add((Object) "Debug");
        assertThatThrownBy(() -> monitor.setAttributes(Names.EXTENSION, none)).isInstanceOf(SecurityException.class);
        none.set(0, (Object) null);
        assertThatThrownBy(() -> monitor.setAttributes(Names.EXTENSION, none)).isInstanceOf(SecurityException.class);
        await().untilAsserted(() -> assertThat(served.audit.stream()
                        .filter(line ->
                                line.matches("audit op=setAttributes .* principal=monitor .* verdict=refused .*")))
                .hasSize(2));
    }

    @Test
    void oneUserHasAtMostHalfOfTheSessions() throws Exception {
        MBeanServerConnection first = served.as(Role.MONITOR);
        served.as(Role.MONITOR);
        assertThatThrownBy(() -> served.as(Role.MONITOR))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("monitor has 2 sessions open");
        assertThat(first.isRegistered(Names.JOBS)).isTrue();
        served.as(Role.OPERATOR);
        served.as(Role.OPERATOR);
        assertThatThrownBy(() -> served.as(Role.ADMIN)).hasMessageContaining("4 sessions are open");
        await().untilAsserted(() -> assertThat(served.audit)
                .anyMatch(line -> line.matches("audit op=login principal=admin role=admin .* verdict=refused .*")));
    }

    @Test
    void aSessionThatIsClosedMakesRoom() throws Exception {
        for (int i = 0; i < 10; i++) {
            served.with(new String[] {"admin", ServedAgent.PASSWORD}).close();
        }
        served.as(Role.ADMIN).getMBeanCount();
        await().untilAsserted(() -> assertThat(served.audit)
                .filteredOn(line -> line.startsWith("audit op=logout principal=admin"))
                .hasSize(10));
    }

    static Stream<Object> badArguments() {
        HashMap<Object, Object> map = new HashMap<>();
        map.put(new Gadget(), 1);
        return Stream.of(
                new Gadget(),
                new Object[] {new Gadget()},
                map,
                new BadAttributeValueExpException(new Gadget()),
                new BadAttributeValueExpException("x"),
                new int[20_000],
                deep());
    }

    private static Object deep() {
        Object thing = "bottom";
        for (int i = 0; i < 100; i++) {
            thing = new Object[] {thing};
        }
        return thing;
    }

    @ParameterizedTest
    @MethodSource("badArguments")
    void noArgumentIsReadThatNobodyNeeds(Object argument) throws Exception {
        MBeanServerConnection admin = served.as(Role.ADMIN);
        String[] signature = {"long", "java.lang.String"};
        assertThatThrownBy(() -> admin.invoke(Names.JOBS, "killJob", new Object[] {argument, "KILL"}, signature))
                .isInstanceOf(IOException.class);
        assertThat(READ).hasValue(0);
        assertThat(served.kernel.changes()).isEmpty();
        assertThat(admin.isRegistered(Names.JOBS)).isTrue();
    }

    /** RMI's own interface: a client may say that it acts for another Subject. */
    @Test
    void nobodyActsForAnother() throws Exception {
        RMIServer server =
                (RMIServer) LocateRegistry.getRegistry("127.0.0.1", served.port).lookup("jmxrmi");
        try (RMIConnection monitor = server.newClient(new String[] {"monitor", ServedAgent.PASSWORD})) {
            Subject admin = new Subject(true, Set.of(new JMXPrincipal("admin")), Set.of(), Set.of());
            assertThat(monitor.getAttribute(Names.JOBS, "Count", null)).isEqualTo(1);
            assertThatThrownBy(() -> monitor.getAttribute(Names.JOBS, "Count", admin))
                    .isInstanceOfAny(IOException.class, SecurityException.class);
            MarshalledObject<?> arguments = new MarshalledObject<>(new Object[] {42L, "KILL"});
            String[] signature = {"long", "java.lang.String"};
            assertThatThrownBy(() -> monitor.invoke(Names.JOBS, "killJob", arguments, signature, admin))
                    .isInstanceOfAny(IOException.class, SecurityException.class);
        }
        assertThat(served.kernel.changes()).isEmpty();
    }

    @Test
    void listenersOfASessionAreBounded() throws Exception {
        RMIServer server =
                (RMIServer) LocateRegistry.getRegistry("127.0.0.1", served.port).lookup("jmxrmi");
        try (RMIConnection monitor = server.newClient(new String[] {"monitor", ServedAgent.PASSWORD})) {
            ObjectName[] names = new ObjectName[600];
            Arrays.fill(names, Names.JOBS);
            MarshalledObject<?>[] filters = new MarshalledObject<?>[600];
            Integer[] ids = monitor.addNotificationListeners(names, filters, new Subject[600]);
            assertThatThrownBy(() -> monitor.addNotificationListeners(names, filters, new Subject[600]))
                    .isInstanceOf(SecurityException.class)
                    .hasMessageContaining("at most 1000 listeners");
            monitor.removeNotificationListeners(Names.JOBS, ids, null);
            ids = monitor.addNotificationListeners(names, filters, new Subject[600]);
            assertThat(ids).hasSize(600);
            monitor.removeNotificationListeners(Names.JOBS, ids, null);

            Arrays.fill(filters, new MarshalledObject<>(new NotificationFilterSupport()));
            assertThatThrownBy(() -> monitor.addNotificationListeners(names, filters, new Subject[600]))
                    .isInstanceOf(SecurityException.class)
                    .hasMessageContaining("one with a filter counts as 20");
        }
    }

    @Test
    void aListenerThatBlocksIsTheClientsOwnTrouble() throws Exception {
        NotificationListener blocks = (notification, handback) -> {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        served.as(Role.MONITOR).addNotificationListener(Names.JOBS, blocks, null, null);
        served.as(Role.OPERATOR).addNotificationListener(Names.JOBS, blocks, null, null);
        List<Object> seen = new CopyOnWriteArrayList<>();
        MBeanServerConnection admin = served.as(Role.ADMIN);
        admin.addNotificationListener(Names.JOBS, (notification, handback) -> seen.add(notification), null, null);
        for (int job = 1000; job < 1100; job++) {
            served.kernel.happens(KernelEvent.Type.JOB_REGISTERED, job, 100, 1000, 0);
        }
        await().until(() -> seen.size() >= 100);
        assertThat(admin.isRegistered(Names.JOBS)).isTrue();
    }
}
