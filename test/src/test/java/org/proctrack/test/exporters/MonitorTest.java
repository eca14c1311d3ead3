// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.monitor.MonitorNotification;
import org.junit.jupiter.api.Test;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;

/** The JDK's own monitors work on our attributes. */
class MonitorTest {

    @Test
    void aGaugeMonitorTellsWhenTheTableFillsAndWhenThatIsOver() throws Exception {
        BlockingQueue<Notification> told = new LinkedBlockingQueue<>();
        List<Bystander> bystanders = new ArrayList<>();
        try (AgentJvm agent = AgentJvm.service(Pins.fresh(), 10)) {
            try {
                ObjectName monitor = CapacityWatch.watchCapacity(
                        agent.connection(), (notification, handback) -> told.add(notification));
                for (int i = 0; i < 8; i++) {
                    bystanders.add(Bystander.start());
                    agent.jobs().register(42, bystanders.get(i).pid());
                }
                // below 60 at the monitor's first look: the low notification comes first, or not at all
                MonitorNotification high = next(told, MonitorNotification.THRESHOLD_HIGH_VALUE_EXCEEDED);
                assertThat(high.getObservedObject()).isEqualTo(Names.EXTENSION);
                assertThat((Integer) high.getDerivedGauge()).isGreaterThanOrEqualTo(80);

                bystanders.forEach(Bystander::close);
                next(told, MonitorNotification.THRESHOLD_LOW_VALUE_EXCEEDED);
                assertThat(told).isEmpty();
                agent.connection().unregisterMBean(monitor);
            } finally {
                bystanders.forEach(Bystander::close);
                agent.extension().forceStop("");
            }
        }
    }

    /** The first of this type; what is amiss has a type of its own, and fails the test. */
    private static MonitorNotification next(BlockingQueue<Notification> told, String type) throws Exception {
        while (true) {
            Notification notification = told.poll(30, TimeUnit.SECONDS);
            assertThat(notification).as("no " + type).isNotNull();
            assertThat(notification.getType()).startsWith("jmx.monitor.gauge.");
            if (notification.getType().equals(type)) {
                return (MonitorNotification) notification;
            }
        }
    }

    @Test
    void theReadmeShowsWhatRanHere() throws Exception {
        String source =
                Files.readString(Repository.file("test/src/test/java/org/proctrack/test/exporters/CapacityWatch.java"));
        String example = source.substring(
                source.indexOf("// begin of the example\n") + "// begin of the example\n".length(),
                source.indexOf("    // end of the example"));
        assertThat(Exporter.text("README.md")).contains(example);
    }
}
