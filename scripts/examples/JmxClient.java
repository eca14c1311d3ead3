// SPDX-License-Identifier: Apache-2.0

import com.sun.tools.attach.VirtualMachine;
import java.util.Map;
import javax.management.JMX;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;

/**
 * Kills a job through the agent, from this machine or from another one:
 *
 * <pre>
 * java -cp proctrack-mbeans.jar JmxClient.java 42 PID
 * java -Djavax.net.ssl.trustStore=jmx-trust.p12 -cp proctrack-mbeans.jar JmxClient.java 42 HOST:PORT USER
 * </pre>
 *
 * The password is in the variable JMX_PASSWORD.
 */
public class JmxClient {

    public static void main(String[] arguments) throws Exception {
        long job = Long.parseLong(arguments[0]);
        boolean local = arguments.length == 2;
        try (JMXConnector connector = local ? local(arguments[1]) : remote(arguments[1], arguments[2])) {
            JobsMXBean jobs = JMX.newMXBeanProxy(connector.getMBeanServerConnection(), Names.JOBS, JobsMXBean.class);
            System.out.println(jobs.killJob(job, "KILL"));
        }
    }

    /** Into the agent's JVM by its pid: as the user that it runs as, and with no port. */
    private static JMXConnector local(String pid) throws Exception {
        VirtualMachine agent = VirtualMachine.attach(pid);
        try {
            return JMXConnectorFactory.connect(new JMXServiceURL(agent.startLocalManagementAgent()));
        } finally {
            agent.detach();
        }
    }

    /** To an agent that runs with --jmx. */
    private static JMXConnector remote(String hostAndPort, String user) throws Exception {
        JMXServiceURL url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://" + hostAndPort + "/jmxrmi");
        String[] credentials = {user, System.getenv("JMX_PASSWORD")};
        return JMXConnectorFactory.connect(url, Map.of(
                JMXConnector.CREDENTIALS, credentials,
                "com.sun.jndi.rmi.factory.socket", new SslRMIClientSocketFactory()));
    }
}
