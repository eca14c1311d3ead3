// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.remote.RemoteAgent;

/** Jobs for clients to see, of an agent that they reach by its port. */
final class Remote {

    private Remote() {}

    /** Puts each process into a job of its own, with ids from the first on, and waits until all have MBeans. */
    static void register(RemoteAgent agent, long first, List<Long> pids) throws IOException {
        MBeanServerConnection connection = agent.as("operator");
        JobsMXBean jobs = JMX.newMXBeanProxy(connection, Names.JOBS, JobsMXBean.class);
        for (int i = 0; i < pids.size(); i++) {
            long id = first + i;
            jobs.register(id, pids.get(i));
            await().until(() -> connection.isRegistered(Names.job(id)));
        }
        agent.leave();
    }
}
