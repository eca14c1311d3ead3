// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerFactory;
import javax.management.MBeanServerNotification;
import javax.management.Notification;
import javax.management.NotificationFilter;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;

/**
 * The MBeanServer calls the host's listeners on the thread that registers an MBean. Whatever they do, calls come back and
 * the MBeans of other jobs come and go.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileListenersTest {

    private static final String CAME = MBeanServerNotification.REGISTRATION_NOTIFICATION;
    private static final String WENT = MBeanServerNotification.UNREGISTRATION_NOTIFICATION;
    private static final int MANY = 20;

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final FakeKernel kernel = FakeKernel.loaded();
    private final MBeans mbeans = Published.mbeans(server, kernel);
    private final JobsMXBean jobs = JMX.newMXBeanProxy(server, Names.JOBS, JobsMXBean.class);
    private final CountDownLatch testEnds = new CountDownLatch(1);

    @AfterEach
    void end() {
        testEnds.countDown();
        mbeans.close();
    }

    @Test
    void oneThatBlocksForEverHoldsUpNobody() throws JMException {
        listen((type, name) -> awaitQuietly(testEnds));
        members(1, MANY);
        mbeans.publish();
        await().untilAsserted(() -> assertThat(names()).hasSize(MANY + 3));

        LongStream.rangeClosed(1, MANY)
                .forEach(id -> assertThat(jobs.killJob(id, "KILL").survivors()).isZero());
        assertThat(jobs.getIds()).isEmpty();
        await().untilAsserted(() ->
                assertThat(names()).containsExactlyInAnyOrder(Names.EXTENSION, Names.JOBS, Names.PROCESSES));
        kernel.process(100, 1, "sh");
        jobs.register(42, 100);
        await().untilAsserted(
                        () -> assertThat(server.isRegistered(Names.job(42))).isTrue());
    }

    /** The MBean is there, or not yet, when its job ends; what the listener does afterwards brings nothing back. */
    @Test
    void oneThatTakesItsTimeLeavesNoMBeanOfADeadJob() throws JMException {
        CountDownLatch dead = new CountDownLatch(1);
        CountDownLatch noLatch = new CountDownLatch(0);
        listen((type, name) -> awaitQuietly(isOfAll(name) ? noLatch : dead), CAME);
        members(1, MANY);
        mbeans.publish();
        LongStream.rangeClosed(1, MANY).forEach(id -> jobs.killJob(id, "KILL"));
        dead.countDown();
        await().untilAsserted(() -> assertThat(jobBeans()).isEmpty());
        kernel.process(100, 1, "sh");
        jobs.register(1, 100);
        await().untilAsserted(() -> assertThat(jobBeans()).containsExactly(Names.job(1)));
    }

    @Test
    void oneThatNeedsTheLockOfWhoKillsIsNotWaitedFor() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        members(1, 2);
        mbeans.publish();
        listen((type, name) -> {
            lock.lock();
            try {
                assertThat(lock.isHeldByCurrentThread()).isTrue();
            } finally {
                lock.unlock();
            }
        });
        lock.lock();
        try {
            assertThat(jobs.killJob(1, "KILL").survivors()).isZero();
            assertThat(CompletableFuture.supplyAsync(() -> jobs.killJob(2, "KILL"))
                            .get(30, TimeUnit.SECONDS)
                            .survivors())
                    .isZero();
        } finally {
            lock.unlock();
        }
        await().untilAsserted(() -> assertThat(jobBeans()).isEmpty());
    }

    @Test
    void oneThatKillsWhatComes() throws JMException {
        mbeans.publish();
        listen(
                (type, name) -> {
                    if (name.equals(Names.job(1))) {
                        jobs.killJob(1, "KILL");
                    }
                },
                CAME);
        members(1, 2);
        mbeans.refresh();
        await().untilAsserted(() -> assertThat(kernel.changes()).containsExactly("signal 1 9"));
        await().untilAsserted(() -> assertThat(jobBeans()).containsExactly(Names.job(2)));
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
    <T extends Throwable> void oneThatThrows(Class<T> what) throws JMException {
        listen((type, name) -> throwIt(what));
        members(1, 2);
        mbeans.publish();
        assertThat(names()).hasSize(5);
        assertThat(jobs.killJob(1, "KILL").survivors()).isZero();
        assertThat(jobBeans()).containsExactly(Names.job(2));
        kernel.member(3, 3, "sh");
        mbeans.refresh();
        assertThat(jobBeans()).containsExactlyInAnyOrder(Names.job(2), Names.job(3));
        mbeans.close();
        assertThat(names()).isEmpty();
    }

    @Test
    void oneThatUnregistersWhatComes() throws JMException {
        listen(
                (type, name) -> {
                    if (name.equals(Names.job(1))) {
                        unregister(name);
                    }
                },
                CAME);
        members(1, 2);
        mbeans.publish();
        assertThat(jobBeans()).containsExactly(Names.job(2));
        assertThat(jobs.killJob(1, "KILL").survivors()).isZero();
        assertThat(jobs.killJob(2, "KILL").survivors()).isZero();
        assertThat(jobBeans()).isEmpty();
    }

    /** A directory service, for instance, that does not answer. */
    @Test
    void aLookThatHangsHoldsUpNobodyAndChangesNothingLater() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        Kernel slow = (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(kernel, arguments);
                        if (method.getName().equals("live") && first.getAndSet(false)) {
                            hangs.countDown();
                            awaitQuietly(answers);
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        members(1, 1);
        try (MBeans watched = Published.mbeans(server, slow)) {
            CompletableFuture<Void> look = CompletableFuture.runAsync(watched::refresh);
            assertThat(hangs.await(30, TimeUnit.SECONDS)).isTrue();
            watched.refresh();
            assertThat(jobBeans()).containsExactly(Names.job(1));
            assertThat(jobs.killJob(1, "KILL").survivors()).isZero();
            assertThat(jobBeans()).isEmpty();
            answers.countDown();
            look.get(30, TimeUnit.SECONDS);
            assertThat(jobBeans()).as("what it saw is old").isEmpty();
        }
    }

    private void listen(BiConsumer<String, ObjectName> listener, String... types) throws JMException {
        Set<String> wanted = types.length == 0 ? Set.of(CAME, WENT) : Set.of(types);
        NotificationFilter ours = notification ->
                name(notification).getDomain().equals(Names.DOMAIN) && wanted.contains(notification.getType());
        server.addNotificationListener(
                MBeanServerDelegate.DELEGATE_NAME,
                (notification, nothing) -> listener.accept(notification.getType(), name(notification)),
                ours,
                null);
    }

    private static ObjectName name(Notification notification) {
        return ((MBeanServerNotification) notification).getMBeanName();
    }

    private static boolean isOfAll(ObjectName name) {
        return name.getKeyProperty("id") == null;
    }

    private void unregister(ObjectName name) {
        try {
            server.unregisterMBean(name);
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T extends Throwable> void throwIt(Class<T> what) {
        if (what == StackOverflowError.class) {
            throw new StackOverflowError("of a listener");
        }
        throw new IllegalStateException("of a listener");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void members(long from, long to) {
        LongStream.rangeClosed(from, to).forEach(id -> kernel.member(id, id, "sh"));
    }

    private Set<ObjectName> jobBeans() {
        return server.queryNames(Names.jobPattern(), null);
    }

    private Set<ObjectName> names() {
        Set<ObjectName> names = server.queryNames(null, null);
        names.removeIf(name -> !name.getDomain().equals(Names.DOMAIN));
        return names;
    }
}
