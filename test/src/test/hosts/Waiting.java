// SPDX-License-Identifier: Apache-2.0

import java.lang.management.ManagementFactory;
import javax.management.ObjectName;

/** What the hosts have in common: where an agent is expected, they end when it is there. */
final class Waiting {

    private static final long SECONDS = 120;

    private Waiting() {}

    /** Without the property there is no agent. It makes the platform's MBean server, as a host does sooner or later. */
    static void forTheAgent() throws Exception {
        ObjectName extension = new ObjectName("proctrack:type=Extension");
        long end = System.nanoTime() + SECONDS * 1_000_000_000;
        while (Boolean.getBoolean("host.awaits.agent")
                && !ManagementFactory.getPlatformMBeanServer().isRegistered(extension)) {
            if (System.nanoTime() - end > 0) {
                System.out.println("no agent came");
                return;
            }
            Thread.sleep(20);
        }
    }
}
