// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.fuzz;

import java.util.concurrent.TimeUnit;

/** Somebody's program, into whose JVM the agent comes. */
public final class Host {

    private static final long MOST_SECONDS = 90;

    private Host() {}

    /** Ends when the agent has read its options, with exit code 0 whatever they are. */
    public static void main(String[] args) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        while (isStarting() && System.nanoTime() - end < 0) {
            Thread.sleep(10);
        }
        System.out.println(isStarting() ? "host waited for the agent" : "host has run");
    }

    private static boolean isStarting() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("proctrack-start"));
    }
}
