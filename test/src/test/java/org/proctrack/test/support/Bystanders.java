// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.util.ArrayList;
import java.util.List;

/** Many processes in no job. */
public final class Bystanders implements AutoCloseable {

    private final List<Bystander> all = new ArrayList<>();

    private Bystanders() {}

    /** Starts that many. */
    public static Bystanders start(int count) {
        Bystanders bystanders = new Bystanders();
        for (int i = 0; i < count; i++) {
            bystanders.all.add(Bystander.start());
        }
        return bystanders;
    }

    /** {@return their pids} */
    public List<Long> pids() {
        return all.stream().map(Bystander::pid).toList();
    }

    /** {@return whether all of them live} */
    public boolean live() {
        return all.stream().allMatch(Bystander::lives);
    }

    @Override
    public void close() {
        all.forEach(Bystander::close);
    }
}
