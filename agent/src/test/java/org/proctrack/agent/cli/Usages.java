// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobUsage;

/** What jobs have used, in tests. Every figure is another one, so that none can stand for another. */
final class Usages {

    private static final long BEGAN = 1_767_268_800_000L;

    private Usages() {}

    static JobUsage of(long cpuNanos) {
        return new JobUsage(
                cpuNanos,
                cpuNanos - cpuNanos / 4,
                cpuNanos / 4,
                1_288_490_188,
                5_000_000,
                70_000,
                900_000_001,
                3_000,
                21,
                22,
                23,
                24,
                31,
                32,
                33,
                34);
    }

    /** Ran for 184 s, and used 61 s. */
    static EndedJob ended(long job, String label, String signal, long signalUid) {
        return new EndedJob(
                job,
                1000,
                "alice",
                label,
                BEGAN,
                BEGAN + 184_000,
                17,
                130,
                signal,
                signalUid,
                signal.isEmpty() ? 0 : 4711,
                0,
                "",
                false,
                of(61_000_000_000L));
    }
}
