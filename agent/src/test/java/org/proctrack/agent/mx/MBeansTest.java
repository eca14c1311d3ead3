// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerFactory;
import javax.management.MBeanServerNotification;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.mbeans.Names;

/** Which names are published, when. */
class MBeansTest {

    private static final ObjectName[] ALWAYS = {Names.EXTENSION, Names.JOBS, Names.PROCESSES};

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final FakeKernel kernel = FakeKernel.loaded().member(1, 100, "sh").member(2, 200, "sh");

    @Test
    void followsTheJobs() {
        MBeans mbeans = Published.mbeans(server, kernel);
        mbeans.publish();
        mbeans.publish();
        assertThat(names()).hasSize(5).contains(Names.job(1), Names.job(2)).contains(ALWAYS);
        mbeans.refresh();
        mbeans.refresh();
        assertThat(names()).hasSize(5).contains(Names.job(1), Names.job(2));
        kernel.signal(1, 9);
        kernel.member(3, 300, "sh");
        mbeans.refresh();
        assertThat(names()).hasSize(5).contains(Names.job(2), Names.job(3));
        kernel.stop(null, true);
        mbeans.refresh();
        assertThat(names()).containsExactlyInAnyOrder(ALWAYS);
    }

    /** Whoever waits for the extension's and then asks for a job. */
    @Test
    void theJobsComeFirst() throws JMException {
        List<ObjectName> order = new ArrayList<>();
        server.addNotificationListener(
                MBeanServerDelegate.DELEGATE_NAME,
                (notification, nothing) -> order.add(((MBeanServerNotification) notification).getMBeanName()),
                null,
                null);
        Published.mbeans(server, kernel).publish();
        assertThat(order).hasSize(5);
        assertThat(order.subList(0, 2)).containsExactlyInAnyOrder(Names.job(1), Names.job(2));
        assertThat(order).last().as("whoever sees it finds all").isEqualTo(Names.EXTENSION);
    }

    /** Whoever sees the extension's finds the others until it is gone. */
    @Test
    void theExtensionGoesFirst() throws JMException {
        MBeans mbeans = Published.mbeans(server, kernel);
        mbeans.publish();
        List<ObjectName> order = new ArrayList<>();
        server.addNotificationListener(
                MBeanServerDelegate.DELEGATE_NAME,
                (notification, nothing) -> order.add(((MBeanServerNotification) notification).getMBeanName()),
                null,
                null);
        mbeans.close();
        assertThat(order).hasSize(5).first().isEqualTo(Names.EXTENSION);
    }

    @Test
    void closeTakesEverythingBackForGood() {
        MBeans mbeans = Published.mbeans(server, kernel);
        mbeans.refresh();
        mbeans.close();
        mbeans.close();
        assertThat(names()).isEmpty();
        mbeans.refresh();
        mbeans.publish();
        assertThat(names()).isEmpty();
    }

    @Test
    void aSecondOneTakesOverWhenTheFirstGoes() {
        MBeans first = Published.mbeans(server, kernel);
        MBeans second = Published.mbeans(server, kernel);
        first.refresh();
        second.refresh();
        second.close();
        assertThat(names()).as("what the first published stays").hasSize(5);

        MBeans third = Published.mbeans(server, kernel);
        third.refresh();
        first.close();
        third.refresh();
        assertThat(names()).hasSize(5);
        third.close();
        assertThat(names()).isEmpty();
    }

    @Test
    void aKernelThatCannotBeAskedChangesNothing() {
        MBeans mbeans = Published.mbeans(server, kernel);
        mbeans.refresh();
        kernel.refusing(new KernelException(Kind.FAILED, "no memory"));
        assertThatExceptionOfType(KernelException.class).isThrownBy(mbeans::refresh);
        assertThat(names()).hasSize(5);
    }

    private Set<ObjectName> names() {
        Set<ObjectName> names = server.queryNames(null, null);
        names.removeIf(name -> !name.getDomain().equals(Names.DOMAIN));
        return names;
    }
}
