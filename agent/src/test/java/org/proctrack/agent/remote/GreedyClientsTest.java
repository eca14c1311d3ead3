// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.proctrack.agent.access.Role;
import org.proctrack.mbeans.Names;

/** Clients that ask without end, over the real connector. */
@Timeout(120)
class GreedyClientsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    enum Greed {
        /** Which the JVM does on a thread of its own. */
        DUMPS {
            @Override
            Object ask(MBeanServerConnection server) throws Exception {
                ObjectName threads = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
                Object[] all = {true, true};
                return server.invoke(threads, "dumpAllThreads", all, new String[] {"boolean", "boolean"});
            }
        },
        QUERIES {
            @Override
            Object ask(MBeanServerConnection server) throws Exception {
                return server.queryMBeans(null, null);
            }
        };

        abstract Object ask(MBeanServerConnection server) throws Exception;
    }

    @TempDir
    private Path directory;

    private static void withoutEnd(Callable<Object> question) {
        try {
            while (true) {
                question.call();
            }
        } catch (Exception e) {
            // the connection was closed
        }
    }

    private static long waiting() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                                .anyMatch(call -> call.getMethodName().equals("isItsTurn"))
                        && stack[0].getMethodName().equals("park"))
                .count();
    }

    @ParameterizedTest
    @EnumSource
    void whoAsksWithoutEndWaitsAndNobodyElse(Greed greed) throws Exception {
        CompletableFuture<Void> greedy;
        try (ServedAgent served = new ServedAgent(directory, "cpu.percent.max=10")) {
            MBeanServerConnection monitor = served.as(Role.MONITOR);
            greedy = CompletableFuture.runAsync(() -> withoutEnd(() -> greed.ask(monitor)));
            await().atMost(LONG).until(() -> waiting() > 0);
            assertThat(served.as(Role.OPERATOR).getAttribute(Names.JOBS, "Count"))
                    .isEqualTo(1);
            assertThat(greedy).as("nothing is refused").isNotDone();
        }
        await().atMost(LONG).until(() -> waiting() == 0 && greedy.isDone());
    }
}
