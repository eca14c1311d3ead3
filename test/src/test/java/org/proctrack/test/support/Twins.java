// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.util.ArrayList;
import java.util.List;

/** Many innocent processes. */
public final class Twins implements AutoCloseable {

    private final List<Twin> all = new ArrayList<>();

    private Twins() {}

    /** Starts that many. */
    public static Twins start(int count) {
        Twins twins = new Twins();
        for (int i = 0; i < count; i++) {
            twins.all.add(Twin.start());
        }
        return twins;
    }

    /** {@return their pids} */
    public List<Long> pids() {
        return all.stream().map(Twin::pid).toList();
    }

    /** {@return whether all of them live} */
    public boolean live() {
        return all.stream().allMatch(Twin::lives);
    }

    @Override
    public void close() {
        all.forEach(Twin::close);
    }
}
