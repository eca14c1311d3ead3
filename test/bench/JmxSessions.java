// SPDX-License-Identifier: Apache-2.0
import java.util.Arrays;
import java.util.Map;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.rmi.ssl.SslRMIClientSocketFactory;

/** The client of footprint: sessions one after another, each of which reads all attributes of all our MBeans and listens. */
public final class JmxSessions {

    private JmxSessions() {}

    /** Arguments: port of the agent, password, sessions. */
    public static void main(String... arguments) throws Exception {
        JMXServiceURL url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + arguments[0] + "/jmxrmi");
        Map<String, Object> environment = Map.of(
                JMXConnector.CREDENTIALS,
                new String[] {"admin", arguments[1]},
                "com.sun.jndi.rmi.factory.socket",
                new SslRMIClientSocketFactory());
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            try (JMXConnector connector = JMXConnectorFactory.connect(url, environment)) {
                readAll(connector.getMBeanServerConnection());
            }
        }
    }

    private static void readAll(MBeanServerConnection server) throws Exception {
        server.addNotificationListener(
                new ObjectName("proctrack:type=Jobs"), (notification, handback) -> {}, null, null);
        for (ObjectName name : server.queryNames(new ObjectName("proctrack:*"), null)) {
            MBeanAttributeInfo[] attributes = server.getMBeanInfo(name).getAttributes();
            String[] names = Arrays.stream(attributes).map(MBeanAttributeInfo::getName).toArray(String[]::new);
            if (server.getAttributes(name, names).size() != names.length) {
                throw new IllegalStateException(name + " does not show all of its attributes");
            }
        }
    }
}
