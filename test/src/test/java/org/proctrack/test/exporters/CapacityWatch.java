// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import java.io.IOException;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.monitor.GaugeMonitor;
import javax.management.monitor.GaugeMonitorMBean;
import org.proctrack.mbeans.Names;

/** The example of scripts/exporters/README.md; MonitorTest runs it, and compares it with what stands there. */
final class CapacityWatch {

    private CapacityWatch() {}

    // begin of the example
    static ObjectName watchCapacity(MBeanServerConnection connection, NotificationListener listener)
            throws JMException, IOException {
        ObjectName name = new ObjectName("monitor:type=Gauge,watch=capacity");
        connection.createMBean(GaugeMonitor.class.getName(), name);
        GaugeMonitorMBean monitor = JMX.newMBeanProxy(connection, name, GaugeMonitorMBean.class);
        monitor.addObservedObject(Names.EXTENSION); // proctrack:type=Extension
        monitor.setObservedAttribute("CapacityUsedPercent");
        monitor.setGranularityPeriod(1000);
        monitor.setThresholds(80, 60); // tells when it has reached 80, and again only after it was down at 60
        monitor.setNotifyHigh(true);
        monitor.setNotifyLow(true);
        connection.addNotificationListener(name, listener, null, null);
        monitor.start();
        return name;
    }
    // end of the example
}
