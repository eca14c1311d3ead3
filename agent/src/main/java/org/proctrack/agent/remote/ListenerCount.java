// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** How much of the agent's memory the listeners of one session take. One with a filter, which may be large, is as many. */
final class ListenerCount {

    private static final int MOST = 1000;
    private static final int WITH_FILTER = 20;

    private final Map<Integer, Integer> weights = new HashMap<>();
    private int total;

    /**
     * Makes room.
     *
     * @param filters of the listeners, null for none
     * @return what each takes
     * @throws SecurityException when there is no room for all
     */
    synchronized int[] reserve(Object... filters) {
        int[] wanted = Arrays.stream(filters)
                .mapToInt(filter -> filter == null ? 1 : WITH_FILTER)
                .toArray();
        int sum = Arrays.stream(wanted).sum();
        if (total + sum > MOST) {
            throw new SecurityException("a session has at most " + MOST + " listeners, and one with a filter counts as "
                    + WITH_FILTER + ": remove some");
        }
        total += sum;
        return wanted;
    }

    synchronized void added(Integer[] ids, int... taken) {
        for (int i = 0; i < ids.length; i++) {
            weights.merge(ids[i], taken[i], Integer::sum);
        }
    }

    synchronized void notAdded(int... taken) {
        total -= Arrays.stream(taken).sum();
    }

    synchronized void removed(Integer... ids) {
        for (Integer id : ids) {
            Integer weight = weights.remove(id);
            total -= weight == null ? 0 : weight;
        }
    }
}
