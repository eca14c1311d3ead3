// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What we have published in an MBeanServer. A name that somebody else published is left alone. For one thread. */
final class Registry {

    private final MBeanServer server;
    private final Set<ObjectName> published = new HashSet<>();

    Registry(MBeanServer server) {
        this.server = server;
    }

    /** Whether anybody has published the name. */
    boolean has(ObjectName name) {
        return server.isRegistered(name);
    }

    void publish(ObjectName name, Object bean) {
        if (has(name)) {
            return;
        }
        try {
            server.registerMBean(bean, name);
            published.add(name);
        } catch (InstanceAlreadyExistsException e) {
            // somebody else was faster: it is there
        } catch (JMException e) {
            throw new IllegalStateException(name + " cannot be published: " + e.getMessage(), e);
        }
    }

    /** Takes a name back, if it is ours. */
    void takeBack(ObjectName name) {
        if (!published.remove(name)) {
            return;
        }
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            // somebody else took it back
        } catch (JMException e) {
            throw new IllegalStateException(name + " cannot be taken back: " + e.getMessage(), e);
        }
    }

    void takeBackAll() {
        List.copyOf(published).forEach(this::takeBack);
    }
}
