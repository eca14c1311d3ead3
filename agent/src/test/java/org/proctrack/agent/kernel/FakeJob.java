// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import org.proctrack.agent.jobs.Signals;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.JobUsage;

/** A job of {@link FakeKernel}, from its first process to its last; all of them are root's. */
final class FakeJob {

    final long id;
    final long generation;
    String label = "";
    JobUsage usage = JobUsage.NONE;
    int peak;
    int total;
    boolean watched;
    String phase = "RUNNING";
    long owner;
    String ownerName = "";
    boolean ownerEnded;
    private int signal;

    FakeJob(long id, long generation) {
        this.id = id;
        this.generation = generation;
    }

    void entered(int count) {
        total++;
        peak = Math.max(peak, count);
    }

    void signalled(int number) {
        signal = number;
        phase = switch (number) {
            case Signals.KILL -> "DYING";
            case Signals.STOP -> "SUSPENDED";
            case Signals.CONT -> "RUNNING";
            default -> phase;
        };
    }

    JobInfo info(int count) {
        return new JobInfo(id, count, 0, 0, "root", FakeTable.NOW, peak, total, phase, label, owner, ownerName);
    }

    EndedJob ended() {
        return new EndedJob(
                id,
                0,
                "root",
                label,
                FakeTable.NOW,
                FakeTable.NOW,
                peak,
                total,
                signal == 0 ? "" : Signals.name(signal),
                0,
                signal == 0 ? 0 : ownerEnded ? owner : ProcessHandle.current().pid(),
                owner,
                ownerName,
                ownerEnded,
                usage);
    }
}
