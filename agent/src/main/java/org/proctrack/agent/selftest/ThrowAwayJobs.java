// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.selftest;

import java.util.concurrent.ThreadLocalRandom;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.mbeans.Names;

/** Job ids that nobody uses: so many, and drawn by chance, that nobody will in the next seconds. */
final class ThrowAwayJobs {

    /** Above all pids, and above what resource managers count up to. */
    private static final long FIRST = 4_000_000_000L;

    private ThrowAwayJobs() {}

    static long free(Kernel kernel) {
        long id;
        do {
            id = ThreadLocalRandom.current().nextLong(FIRST, Names.MAX_JOB_ID + 1);
        } while (isAlive(kernel, id));
        return id;
    }

    static boolean isAlive(Kernel kernel, long id) {
        return kernel.jobs().stream().anyMatch(job -> job.id() == id);
    }
}
