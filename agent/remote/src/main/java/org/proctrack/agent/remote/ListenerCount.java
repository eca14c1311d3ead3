// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.InstanceNotFoundException;

/**
 * How much of the agent's memory the listeners of one session take, against a client that adds them without end. One
 * with a filter, which may be large, is as many.
 */
final class ListenerCount {

    private static final int MOST = 1000;
    private static final int WITH_FILTER = 20;

    private final Map<Integer, Integer> weights = new HashMap<>(); // guarded by this

    /** What adds them at the JDK. */
    interface Adding {
        Integer[] ids() throws InstanceNotFoundException, IOException;
    }

    /**
     * Adds some, if there is room.
     *
     * @param filters of the listeners, null for none
     * @throws SecurityException when there is no room for all
     */
    synchronized Integer[] add(Object[] filters, Adding adding) throws InstanceNotFoundException, IOException {
        int total = Stream.concat(
                        weights.values().stream(), Arrays.stream(filters).map(ListenerCount::weight))
                .mapToInt(Integer::intValue)
                .sum();
        if (total > MOST) {
            throw new SecurityException("a session has at most " + MOST + " listeners, and one with a filter counts as "
                    + WITH_FILTER + ": remove some");
        }
        Integer[] ids = adding.ids();
        for (int i = 0; i < ids.length; i++) {
            weights.merge(ids[i], weight(filters[i]), Integer::sum);
        }
        return ids;
    }

    private static int weight(Object filter) {
        return filter == null ? 1 : WITH_FILTER;
    }

    synchronized void removed(Integer... ids) {
        weights.keySet().removeAll(List.of(ids));
    }
}
