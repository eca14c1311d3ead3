// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;

/**
 * The host comes first. Some choose their MBean server and their log manager in main, by system properties that count
 * until somebody uses either, and the platform's MBean server brings up both: so the agent lets main run for a while.
 */
final class HostStart {

    private static final long AFTER_MAIN_MILLIS = 750;

    /** A JVM of this age has its main behind it. */
    private static final long OLD_MILLIS = 5000;

    private static final long STEP_MILLIS = 20;

    /** A builder of MBean servers that cannot be found may be there when the host has set up its class loaders. */
    private static final long RETRY_MILLIS = 500;

    private static final int TRIES = 120;

    private HostStart() {}

    /**
     * Waits until the host has had its time, and has the platform's MBean server.
     *
     * @throws IllegalStateException if it cannot be made, or the thread is interrupted
     */
    static MBeanServer server() {
        try {
            awaitHost();
            return platformServer();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the start was interrupted", e);
        }
    }

    private static void awaitHost() throws InterruptedException {
        Instant start = ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH);
        boolean old = Duration.between(start, Instant.now()).toMillis() > OLD_MILLIS;
        if (old && !isInPremain()) {
            return;
        }
        while (isInPremain()) {
            Thread.sleep(STEP_MILLIS);
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AFTER_MAIN_MILLIS);
        while (System.nanoTime() - end < 0 && !hasServer()) {
            Thread.sleep(STEP_MILLIS);
        }
    }

    /** Whether the host's main waits for its agents, this one or others. */
    private static boolean isInPremain() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getMethodName().equals("loadClassAndCallPremain"));
    }

    private static boolean hasServer() {
        return !MBeanServerFactory.findMBeanServer(null).isEmpty();
    }

    private static MBeanServer platformServer() throws InterruptedException {
        RuntimeException last = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                return platformServerOfHost();
            } catch (RuntimeException e) {
                last = e;
                Thread.sleep(RETRY_MILLIS);
            }
        }
        throw new IllegalStateException("this JVM has no MBean server: " + last.getMessage(), last);
    }

    /** The host's builder, if it has one, is one of its classes. */
    private static MBeanServer platformServerOfHost() {
        Thread self = Thread.currentThread();
        ClassLoader ours = self.getContextClassLoader();
        self.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            return ManagementFactory.getPlatformMBeanServer();
        } finally {
            self.setContextClassLoader(ours);
        }
    }
}
