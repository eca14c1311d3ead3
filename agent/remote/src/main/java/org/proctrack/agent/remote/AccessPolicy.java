// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.MBeanServerDelegate;
import javax.management.ObjectName;
import org.proctrack.agent.access.Role;
import org.proctrack.mbeans.Names;

/**
 * What each role may do. What stands in no table here is nobody's: createMBean, DiagnosticCommand, dumpHeap and all that
 * later JDKs may add.
 */
final class AccessPolicy {

    private static final String JAVA = "java.lang";

    /** By type of the MBean and name of the operation. */
    private static final Map<String, Role> OPERATIONS = Map.ofEntries(
            entry("Extension.start", Role.ADMIN),
            entry("Extension.stop", Role.ADMIN),
            entry("Extension.forceStop", Role.ADMIN),
            entry("Extension.dumpRecords", Role.OPERATOR), // with Debug on it writes to the log
            entry("Jobs.register", Role.OPERATOR),
            entry("Jobs.adopt", Role.OPERATOR),
            entry("Jobs.unregister", Role.OPERATOR),
            entry("Jobs.killJob", Role.OPERATOR),
            entry("Jobs.terminateJob", Role.OPERATOR),
            entry("Jobs.begin", Role.OPERATOR),
            entry("Jobs.label", Role.OPERATOR),
            entry("Jobs.tie", Role.OPERATOR),
            entry("Jobs.untie", Role.OPERATOR),
            entry("Jobs.jobsOf", Role.MONITOR),
            entry("Jobs.awaitEmpty", Role.OPERATOR), // it takes one of the few waits
            entry("Jobs.find", Role.MONITOR),
            entry("Jobs.history", Role.MONITOR),
            entry("Jobs.historyOf", Role.MONITOR),
            entry("Job.kill", Role.OPERATOR),
            entry("Job.signal", Role.OPERATOR),
            entry("Job.terminate", Role.OPERATOR),
            entry("Job.suspend", Role.OPERATOR),
            entry("Job.resume", Role.OPERATOR),
            entry("Processes.list", Role.MONITOR),
            entry("Processes.listAll", Role.MONITOR),
            entry("Processes.table", Role.MONITOR),
            entry("Processes.page", Role.MONITOR),
            entry("Processes.find", Role.MONITOR));

    private static final Map<String, Role> WRITABLE =
            Map.of("Extension.Debug", Role.ADMIN, "Job.ProcessEvents", Role.OPERATOR);

    /** JConsole's Threads tab asks for these. */
    private static final Set<String> OF_THREADS =
            Set.of("getThreadInfo", "dumpAllThreads", "findDeadlockedThreads", "findMonitorDeadlockedThreads");

    /** Somebody may have put a password there. */
    private static final Set<String> PRIVATE = Set.of("SystemProperties");

    private AccessPolicy() {}

    /** Whether it is there at all, for remote clients: our MBeans, and what JConsole reads of the JVM. */
    static boolean visible(ObjectName name) {
        return ours(name) || name.getDomain().equals(JAVA) || name.equals(MBeanServerDelegate.DELEGATE_NAME);
    }

    static boolean readable(ObjectName name, String attribute) {
        return visible(name) && (ours(name) || !PRIVATE.contains(attribute));
    }

    /** {@return the least role that may invoke it; empty when nobody may} */
    static Optional<Role> toInvoke(ObjectName name, String operation) {
        if (ours(name)) {
            return Optional.ofNullable(OPERATIONS.get(type(name) + "." + operation));
        }
        boolean harmless =
                name.getDomain().equals(JAVA) && type(name).equals("Threading") && OF_THREADS.contains(operation);
        return harmless ? Optional.of(Role.MONITOR) : Optional.empty();
    }

    /** {@return the least role that may set it; empty when nobody may} */
    static Optional<Role> toWrite(ObjectName name, String attribute) {
        return ours(name) ? Optional.ofNullable(WRITABLE.get(type(name) + "." + attribute)) : Optional.empty();
    }

    /** Whether it is an MBean of ours. */
    static boolean ours(ObjectName name) {
        return name.getDomain().equals(Names.DOMAIN);
    }

    private static String type(ObjectName name) {
        return String.valueOf(name.getKeyProperty("type"));
    }
}
