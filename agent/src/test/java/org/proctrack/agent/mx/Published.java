// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import javax.management.MBeanServer;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.mx.audit.Audit;
import org.proctrack.agent.mx.audit.AuditForm;
import org.proctrack.agent.mx.events.Notifier;

/** MBeans for tests that are about neither audit nor notifications. */
final class Published {

    private Published() {}

    static MBeans mbeans(MBeanServer server, Kernel kernel) {
        return new MBeans(server, kernel, new Audit(AuditForm.OFF), new Notifier());
    }
}
