// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import java.util.IdentityHashMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * How long whoever hands things over waits for those who are still at it. A burst is larger than any queue: who keeps up
 * gets all of it. Each receiver has a share of its own, so that one that blocks does not use up that of another.
 */
public final class TimeBudget {

    private final long nanosEach;
    private final IdentityHashMap<Object, Long> used = new IdentityHashMap<>();
    private long nanosLeft;

    private TimeBudget(long millisEach, long millisInAll) {
        this.nanosEach = TimeUnit.MILLISECONDS.toNanos(millisEach);
        this.nanosLeft = TimeUnit.MILLISECONDS.toNanos(millisInAll);
    }

    /** {@return no time: what has no room is dropped} */
    public static TimeBudget none() {
        return new TimeBudget(0, 0);
    }

    static TimeBudget ofMillis(long each, long inAll) {
        return new TimeBudget(each, inAll);
    }

    /** Waits for room in a receiver's queue, and charges the time; false when there is none left. */
    <T> boolean offer(BlockingQueue<T> queue, T thing) {
        long begin = System.nanoTime();
        try {
            return queue.offer(
                    thing, Math.min(nanosLeft, nanosEach - used.getOrDefault(queue, 0L)), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            long waited = System.nanoTime() - begin;
            nanosLeft -= waited;
            used.merge(queue, waited, Long::sum);
        }
    }
}
