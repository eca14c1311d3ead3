// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXPrincipal;
import javax.management.remote.JMXServiceURL;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.Service;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;

/** Who it was, as a real connector with logins tells it. */
class AuditOverRmiTest {

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final FakeKernel kernel = FakeKernel.loaded().member(42, 100, "sh");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger(Audit.LOGGER_NAME);
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getMessage().startsWith("audit op=")) { // and not about an event
                lines.add(entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final Service service = Service.open(kernel, server, AuditForm.TEXT);

    @AfterEach
    void close() {
        service.close();
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    @Test
    @SuppressWarnings("BanJNDI") // the URL is our own
    void namesWhoLoggedInAndFromWhere() throws Exception {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        JMXAuthenticator anybody = credentials ->
                new Subject(true, Set.of(new JMXPrincipal(((String[]) credentials)[0])), Set.of(), Set.of());
        JMXConnectorServer connector = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("rmi", "127.0.0.1", 0), Map.of(JMXConnectorServer.AUTHENTICATOR, anybody), server);
        connector.start();
        try (JMXConnector client = JMXConnectorFactory.connect(
                connector.getAddress(), Map.of(JMXConnector.CREDENTIALS, new String[] {"ops", "secret"}))) {
            JobsMXBean jobs = JMX.newMXBeanProxy(client.getMBeanServerConnection(), Names.JOBS, JobsMXBean.class);
            jobs.killJob(42, "HUP");
            assertThatThrownBy(() -> jobs.register(0, 1)).isInstanceOf(IllegalArgumentException.class);
            await().until(() -> lines.size() == 2);
        } finally {
            connector.stop();
        }
        assertThat(lines.get(0)).matches("audit op=killJob principal=ops from=[0-9.]+ args=\\[42, HUP] verdict=ok .*");
        assertThat(lines.get(1))
                .matches("audit op=register principal=ops from=[0-9.]+ args=\\[0, 1] verdict=refused.*");
        assertThat(lines).noneMatch(line -> line.contains("secret"));
    }
}
