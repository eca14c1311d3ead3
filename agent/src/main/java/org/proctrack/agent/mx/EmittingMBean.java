// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import javax.management.ListenerNotFoundException;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.NotificationEmitter;
import javax.management.NotificationFilter;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.proctrack.agent.mx.audit.Audit;
import org.proctrack.agent.mx.events.Emitter;

/** An MBean with notifications. */
final class EmittingMBean<T> extends AuditedMBean<T> implements NotificationEmitter {

    private final Emitter emitter;

    EmittingMBean(T implementation, Class<T> mbeanInterface, ObjectName name, Audit audit, Emitter emitter) {
        super(implementation, mbeanInterface, name, audit);
        this.emitter = emitter;
    }

    /** With the notifications, of which the superclass knows nothing. */
    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanInfo plain = super.getMBeanInfo();
        return new MBeanInfo(
                plain.getClassName(),
                plain.getDescription(),
                plain.getAttributes(),
                plain.getConstructors(),
                plain.getOperations(),
                getNotificationInfo(),
                plain.getDescriptor());
    }

    @Override
    public MBeanNotificationInfo[] getNotificationInfo() {
        return emitter.getNotificationInfo();
    }

    @Override
    public void addNotificationListener(NotificationListener listener, NotificationFilter filter, Object handback) {
        emitter.addNotificationListener(listener, filter, handback);
    }

    @Override
    public void removeNotificationListener(NotificationListener listener) throws ListenerNotFoundException {
        emitter.removeNotificationListener(listener);
    }

    @Override
    public void removeNotificationListener(NotificationListener listener, NotificationFilter filter, Object handback)
            throws ListenerNotFoundException {
        emitter.removeNotificationListener(listener, filter, handback);
    }
}
