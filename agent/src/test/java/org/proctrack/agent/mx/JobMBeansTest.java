// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerFactory;
import javax.management.MBeanServerNotification;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;

/** However many jobs there are, the MBeanServer has at most a thousand of them. */
class JobMBeansTest {

    private static final int LIMIT = 1000;

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final FakeKernel kernel = FakeKernel.loaded();
    private final MBeans mbeans = Published.mbeans(server, kernel);
    private final JobsMXBean jobs = JMX.newMXBeanProxy(server, Names.JOBS, JobsMXBean.class);

    @Test
    void tenThousandJobsComeAndGo() {
        begin(5001, 5010);
        mbeans.refresh();
        Set<ObjectName> first = shown();
        assertThat(first).hasSize(10);

        for (long id = 1; id <= 10_000; id += 500) {
            begin(id, id + 499);
            mbeans.refresh();
            assertThat(shown().size()).isLessThanOrEqualTo(LIMIT);
            assertThat(shown().size() + jobs.getOmittedCount()).isEqualTo(jobs.getCount());
        }
        assertThat(shown()).as("who has a place keeps it").hasSize(LIMIT).containsAll(first);
        assertThat(jobs.getOmittedCount()).isEqualTo(9000);
        assertThat(jobs.getJobs()).hasSize(10_000);
        assertThat(jobs.getIds()).hasSize(10_000);

        assertThat(server.isRegistered(Names.job(9999))).isFalse();
        assertThat(jobs.killJob(9999, "KILL").survivors()).isZero();
        assertThat(jobs.getOmittedCount()).isEqualTo(8999);

        assertThat(server.isRegistered(Names.job(5001))).isTrue();
        assertThat(jobs.killJob(5001, "KILL").survivors()).isZero();
        assertThat(shown()).as("an omitted one gets the place").hasSize(LIMIT).doesNotContain(Names.job(5001));
        assertThat(jobs.getOmittedCount()).isEqualTo(8998);

        kernel.stop(null, true);
        mbeans.refresh();
        assertThat(shown()).isEmpty();
        assertThat(jobs.getOmittedCount()).isZero();
    }

    /** The next job with its id has an MBean of its own; until it is published nobody signals it by the old one. */
    @Test
    void anMBeanIsOneJobForEver() {
        kernel.member(42, 42, "sh");
        mbeans.refresh();
        JobMXBean job = JMX.newMXBeanProxy(server, Names.job(42), JobMXBean.class);
        assertThat(job.getProcessCount()).isOne();
        kernel.usedAgain(42);

        assertThatIllegalStateException().isThrownBy(job::suspend).withMessageContaining("job 42 has ended");
        assertThat(kernel.changes()).isEmpty();
        assertThat(job.suspend().signalled())
                .as("the next one's MBean is there by now")
                .isOne();
    }

    /** Generations begin again with each load of the extension. */
    @Test
    void afterAnotherLoadItIsAnotherJob() throws JMException {
        kernel.member(42, 42, "sh");
        mbeans.refresh();
        List<String> seen = new ArrayList<>();
        server.addNotificationListener(
                MBeanServerDelegate.DELEGATE_NAME,
                (notification, nothing) -> seen.add(notification.getType()),
                notification -> notification instanceof MBeanServerNotification change
                        && change.getMBeanName().equals(Names.job(42)),
                null);
        mbeans.refresh();
        assertThat(seen).isEmpty();
        kernel.stop(null, true);
        kernel.start(null, StartOptions.of(64));
        kernel.member(42, 42, "sh");
        mbeans.refresh();
        assertThat(seen)
                .containsExactly(
                        MBeanServerNotification.UNREGISTRATION_NOTIFICATION,
                        MBeanServerNotification.REGISTRATION_NOTIFICATION);
    }

    @Test
    void theOldMBeanSaysNothingOfTheNextJob() {
        JobBean old = new JobBean(kernel, new JobRef(42, 1), () -> {});
        kernel.member(42, 42, "sh").usedAgain(42);

        assertThat(old.getProcessCount()).isZero();
        assertThat(old.getProcesses()).isEmpty();
        assertThatIllegalStateException().isThrownBy(old::kill);
        assertThatIllegalStateException().isThrownBy(() -> old.terminate(10));
        assertThatIllegalStateException().isThrownBy(() -> old.setProcessEvents(true));
        assertThat(kernel.changes()).isEmpty();
    }

    private void begin(long from, long to) {
        LongStream.rangeClosed(from, to).forEach(id -> kernel.member(id, id, "sh"));
    }

    private Set<ObjectName> shown() {
        return server.queryNames(Names.jobPattern(), null);
    }
}
