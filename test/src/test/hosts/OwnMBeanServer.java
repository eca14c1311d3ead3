// SPDX-License-Identifier: Apache-2.0

import java.lang.management.ManagementFactory;
import javax.management.MBeanServer;
import javax.management.MBeanServerBuilder;
import javax.management.MBeanServerDelegate;

/** Has the platform's MBean server built by its own builder; chooses that in main, unless the command line did. */
public final class OwnMBeanServer extends MBeanServerBuilder {

    private static volatile boolean built;

    public OwnMBeanServer() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("host runs");
        if (System.getProperty("javax.management.builder.initial") == null) {
            Thread.sleep(400);
            System.setProperty("javax.management.builder.initial", "OwnMBeanServer");
        }
        ManagementFactory.getPlatformMBeanServer();
        System.out.println("own builder " + built);
        Waiting.forTheAgent();
    }

    @Override
    public MBeanServer newMBeanServer(String domain, MBeanServer outer, MBeanServerDelegate delegate) {
        built = true;
        return super.newMBeanServer(domain, outer, delegate);
    }
}
