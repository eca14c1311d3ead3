// SPDX-License-Identifier: Apache-2.0

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.proctrack.agent.AgentEntry;

/** A scheduler that brings the agent with it, and goes on when it is ready. */
public final class Embedder {

    private Embedder() {}

    public static void main(String[] arguments) throws Exception {
        AgentEntry.ready().toCompletableFuture().get(2, TimeUnit.MINUTES);
        ObjectName extension = new ObjectName("proctrack:type=Extension");
        System.out.println(ManagementFactory.getPlatformMBeanServer().getAttribute(extension, "State"));
    }
}
