// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.remote.JMXConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.agent.kernel.KernelEvent;
import org.proctrack.mbeans.Names;

/** What a session that is closed leaves behind, over the real connector. */
@Timeout(120)
class ClosedSessionsTest {

    /** The JDK's clients ask for notifications once a minute. */
    private static final Duration LESS_THAN_ITS_FETCH = Duration.ofSeconds(20);

    private static final String[] MONITOR = {"monitor", ServedAgent.PASSWORD};

    @TempDir
    private Path directory;

    private final AtomicInteger heard = new AtomicInteger();

    private void listen(JMXConnector client) throws Exception {
        client.getMBeanServerConnection()
                .addNotificationListener(Names.JOBS, (event, handback) -> heard.incrementAndGet(), null, null);
    }

    /** {@return how many threads of the connector wait for something to tell a client} */
    private static long fetching() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(call -> call.getClassName().equals(Session.class.getName())
                                && call.getMethodName().equals("fetchNotifications")))
                .count();
    }

    @Test
    void noThreadWaitsForItsNotifications() throws Exception {
        try (ServedAgent served = new ServedAgent(directory)) {
            JMXConnector closed = served.with(MONITOR);
            JMXConnector other = served.with(MONITOR);
            listen(closed);
            listen(other);
            await().until(() -> fetching() == 2);
            closed.close();
            await().atMost(LESS_THAN_ITS_FETCH).until(() -> fetching() == 1);
            served.kernel.happens(KernelEvent.Type.JOB_REGISTERED, 42, 100, 1000, 0);
            await().atMost(LESS_THAN_ITS_FETCH).until(() -> heard.get() > 0);
        }
    }
}
