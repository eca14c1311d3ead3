// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectInstance;
import javax.management.ObjectName;
import javax.management.QueryExp;

/** The MBeanServer as remote clients see it: looks at other domains find nothing. */
final class VisibleMBeans {

    private VisibleMBeans() {}

    static Set<ObjectName> names(MBeanServer server, ObjectName pattern) {
        return server.queryNames(pattern, null).stream()
                .filter(AccessPolicy::visible)
                .collect(Collectors.toSet());
    }

    static String[] domains(MBeanServer server) {
        return names(server, null).stream()
                .map(ObjectName::getDomain)
                .distinct()
                .toArray(String[]::new);
    }

    /** A query is the client's own, and reads attributes: it works on the access controller, and on what may be seen. */
    static Set<ObjectName> query(MBeanServer controlled, MBeanServer server, ObjectName pattern, QueryExp query) {
        Set<ObjectName> found = new HashSet<>();
        for (ObjectName name : names(server, pattern)) {
            if (query == null || matches(controlled, name, query)) {
                found.add(name);
            }
        }
        return found;
    }

    private static boolean matches(MBeanServer controlled, ObjectName name, QueryExp query) {
        try {
            query.setMBeanServer(controlled);
            return query.apply(name);
        } catch (Exception e) {
            return false; // as the JDK has it: an MBean for which the query fails does not match
        }
    }

    static Set<ObjectInstance> instances(MBeanServer server, Set<ObjectName> names) {
        Set<ObjectInstance> found = new HashSet<>();
        for (ObjectName name : names) {
            try {
                found.add(server.getObjectInstance(name));
            } catch (InstanceNotFoundException e) {
                // it went meanwhile
            }
        }
        return found;
    }
}
