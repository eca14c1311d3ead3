// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import static org.assertj.core.api.Assertions.assertThat;

import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.KillVerdict;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.ProcessInfo;
import org.proctrack.mbeans.ProcessesMXBean;

/** What the MBeans do, through a real MBeanServer. What they refuse stands in {@link RefusalsTest}. */
class BeansTest {

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final FakeKernel kernel = FakeKernel.loaded()
            .process(100, 1, "sh")
            .process(101, 100, "sleep")
            .member(7, 200, "old")
            .member(7, 201, "older");
    private final MBeans mbeans = Published.mbeans(server, kernel);
    private final JobsMXBean jobs = proxy(Names.JOBS, JobsMXBean.class);

    @BeforeEach
    void publish() {
        mbeans.refresh();
    }

    @AfterEach
    void close() {
        mbeans.close();
    }

    @Test
    void extension() {
        ExtensionMXBean extension = proxy(Names.EXTENSION, ExtensionMXBean.class);
        assertThat(extension.isRunning()).isTrue();
        assertThat(extension.getState()).isEqualTo("RUNNING");
        assertThat(extension.getFailureReason()).isEmpty();
        assertThat(extension.getFile()).as("bundled").isEmpty();
        assertThat(extension.getMagic()).isEqualTo("0123456789abcdef");
        assertThat(extension.getCapacity()).isEqualTo(2048);
        assertThat(extension.getTracked()).isEqualTo(2);
        assertThat(extension.getJobCount()).isEqualTo(1);
        assertThat(extension.dumpRecords()).contains("\n7 200 1 0 S old ");
    }

    @Test
    void stopAndStart() {
        ExtensionMXBean extension = proxy(Names.EXTENSION, ExtensionMXBean.class);
        jobs.killJob(7, "KILL");
        extension.stop("");
        assertThat(extension.getState()).isEqualTo("STOPPED");
        extension.start("", 64);
        assertThat(extension.getCapacity()).isEqualTo(64);
        extension.forceStop("");
        assertThat(extension.isRunning()).isFalse();
        assertThat(kernel.changes()).containsExactly("signal 7 9", "stop", "start 64 track", "stop --force");
    }

    @Test
    void registerPublishesTheJobAtOnceAndKillTakesItBack() {
        jobs.register(42, 100);
        assertThat(jobs.getIds()).containsExactly(7, 42);
        JobMXBean job = proxy(Names.job(42), JobMXBean.class);
        assertThat(job.getPids()).containsExactly(100);
        assertThat(job.getUser()).isEqualTo("root");
        KillVerdict verdict = jobs.killJob(42, "9");
        assertThat(verdict.signal()).isEqualTo("SIGKILL");
        assertThat(verdict.survivors()).isZero();
        assertThat(server.isRegistered(Names.job(42))).isFalse();
        assertThat(jobs.getCount()).isEqualTo(1);
    }

    @Test
    void adoptTakesDescendants() {
        assertThat(jobs.adopt(42, 100)).isEqualTo(2);
        assertThat(jobs.find(101)).isEqualTo(42);
        assertThat(server.isRegistered(Names.job(42))).isTrue();
    }

    @Test
    void jobOperations() {
        JobMXBean job = proxy(Names.job(7), JobMXBean.class);
        assertThat(job.suspend().signal()).isEqualTo("SIGSTOP");
        assertThat(job.resume().signal()).isEqualTo("SIGCONT");
        assertThat(job.signal("hup").survivors()).isEqualTo(2);
        assertThat(job.terminate(1).survivors()).isZero();
        assertThat(server.isRegistered(Names.job(7))).isFalse();
    }

    @Test
    void killOfOneJob() {
        assertThat(proxy(Names.job(7), JobMXBean.class).kill().signalled()).isEqualTo(2);
        assertThat(jobs.getJobs()).isEmpty();
    }

    @Test
    void processes() {
        ProcessesMXBean processes = proxy(Names.PROCESSES, ProcessesMXBean.class);
        assertThat(processes.getCount()).isEqualTo(2);
        assertThat(processes.find(201).jobId()).isEqualTo(7);
        assertThat(processes.list(7, 0, Integer.MAX_VALUE))
                .extracting(ProcessInfo::pid)
                .containsExactly(200L, 201L);
        assertThat(processes.list(7, 1, 1)).extracting(ProcessInfo::pid).containsExactly(201L);
        assertThat(processes.list(7, 2, 1)).isEmpty();
    }

    private <T> T proxy(ObjectName name, Class<T> type) {
        return JMX.newMXBeanProxy(server, name, type);
    }
}
