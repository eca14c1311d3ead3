// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much of a processor the calls of each user take, on average, against a client that asks for thread dumps or queries
 * without end. Who takes more waits before the next call, and is not refused. It counts time and not calls: of what a client may ask, one thing costs a hundred times as much as another.
 */
final class CpuQuota {

    /** Who was quiet for so long may take at once what he left: JConsole reads much when it opens a tab. */
    private static final long SAVED_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Whatever he took; the thread and the connection wait with him. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int ALL = 100;

    private final int percent;
    private final LongSupplier nanos;
    private final Map<String, Long> paid = new HashMap<>(); // by user: from when on he may go on; at most all accounts

    /**
     * A quota of which nobody has taken anything.
     *
     * @param percent of one processor
     * @param nanos a clock as {@link System#nanoTime}
     */
    CpuQuota(int percent, LongSupplier nanos) {
        this.percent = percent;
        this.nanos = nanos;
    }

    /**
     * Puts processor time down to a user.
     *
     * @param spent that his calls took, in nanoseconds
     * @return for how long he is to wait now, in nanoseconds; 0 when he may go on
     */
    synchronized long charge(String user, long spent) {
        long now = nanos.getAsLong();
        long debt = paid.containsKey(user) ? paid.get(user) - now : -SAVED_NANOS;
        long after = Math.max(debt, -SAVED_NANOS) + spent / percent * ALL;
        paid.put(user, now + Math.min(after, LONGEST_NANOS));
        return Math.max(0, Math.min(after, LONGEST_NANOS));
    }
}
