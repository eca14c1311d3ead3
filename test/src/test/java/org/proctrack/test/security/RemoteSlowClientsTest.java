// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.rmi.MarshalledObject;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.rmi.RMIConnection;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.ProcFs;
import org.proctrack.test.support.remote.RemoteAgent;
import org.proctrack.test.support.remote.SlowSocket;

/** Clients with a password who do not take what they asked for. */
class RemoteSlowClientsTest {

    private static final int SLOW = 5;
    private static final int FEW_BYTES = 4096;
    private static final int SIGNALS = 300;
    private static final long GROWTH_KIB = 60 << 10;

    @TempDir
    private static Path directory;

    private static RemoteAgent agent;

    @BeforeAll
    static void start() {
        agent = RemoteAgent.start(directory);
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    /** Each asks for the stacks of all threads, takes the beginning and stops; the others must not notice. */
    @Test
    void whoStopsReadingHoldsUpNobody() throws Exception {
        MBeanServerConnection honest = agent.as("monitor");
        ThreadMXBean threads = threads(honest);
        long[] ids = threads.getAllThreadIds();
        CompletableFuture<?>[] slow = new CompletableFuture<?>[SLOW];
        try (SlowSocket.Slowness slowness = new SlowSocket.Slowness(FEW_BYTES)) {
            for (int i = 0; i < SLOW; i++) {
                ThreadMXBean his = threads(agent.as("operator"));
                slow[i] = slowness.call(() -> his.getThreadInfo(ids, true, true));
            }
            slowness.awaitStops(SLOW);
            for (int i = 0; i < 100; i++) {
                assertThat(honest.getAttribute(Names.JOBS, "Count")).isEqualTo(0);
            }
            try (Bystander bystander = Bystander.start()) {
                Cli.at(agent.pins()).run("register", 41, bystander.pid());
                JobsMXBean jobs = JMX.newMXBeanProxy(agent.as("admin"), Names.JOBS, JobsMXBean.class, true);
                assertThat(jobs.killJob(41, "KILL").survivors()).isZero();
            }
            assertThat(slow).noneMatch(CompletableFuture::isDone);
        }
        CompletableFuture.allOf(slow).get(1, TimeUnit.MINUTES); // they were slow, not cut
        agent.leave();
    }

    private static ThreadMXBean threads(MBeanServerConnection client) throws Exception {
        return ManagementFactory.newPlatformMXBeanProxy(
                client, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    }

    @Test
    void whoNeverFetchesHisNotificationsCostsTheOthersNone() throws Exception {
        RMIConnection lazy = agent.stub().newClient(RemoteAgent.credentials("operator"));
        ObjectName[] names = new ObjectName[500];
        Arrays.fill(names, Names.JOBS);
        lazy.addNotificationListeners(names, new MarshalledObject<?>[names.length], new Subject[names.length]);
        List<Object> seen = new CopyOnWriteArrayList<>();
        MBeanServerConnection honest = agent.as("monitor");
        honest.addNotificationListener(Names.JOBS, (notification, handback) -> seen.add(notification), null, null);
        long before = ProcFs.peakKib(agent.pid());
        try (Bystander bystander = Bystander.start()) {
            JobsMXBean jobs = JMX.newMXBeanProxy(agent.as("admin"), Names.JOBS, JobsMXBean.class, true);
            jobs.register(42, bystander.pid());
            for (int i = 0; i < SIGNALS; i++) {
                assertThat(jobs.killJob(42, "CONT").signalled()).isEqualTo(1);
            }
            await().until(() -> seen.size() > SIGNALS);
            assertThat(jobs.killJob(42, "KILL").survivors()).isZero();
        }
        assertThat(ProcFs.peakKib(agent.pid()) - before).as("KiB more").isLessThan(GROWTH_KIB);
        assertThat(lazy.getAttribute(Names.JOBS, "Count", null)).isEqualTo(0);
        lazy.close();
        agent.leave();
    }
}
