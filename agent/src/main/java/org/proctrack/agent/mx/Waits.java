// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.LiveJob;
import org.proctrack.mbeans.Notifications;

/** Calls that wait for the end of a job: few at a time, for each of them has a thread that others may need. */
final class Waits {

    private static final int MOST = 16;

    private final Kernel kernel;
    private final Semaphore free = new Semaphore(MOST);

    Waits(Kernel kernel) {
        this.kernel = kernel;
    }

    /** {@return whether the job that has the id now is empty} */
    boolean awaitEmpty(long id, Duration most) {
        if (!free.tryAcquire()) {
            throw new KernelException(
                    Kind.BUSY,
                    MOST + " calls wait for jobs already: try again, or listen for " + Notifications.JOB_EMPTIED);
        }
        try {
            Optional<JobRef> job = kernel.live().stream()
                    .filter(live -> live.id() == id)
                    .map(LiveJob::ref)
                    .findFirst();
            return job.isEmpty() || kernel.awaitEmpty(job.get(), most);
        } finally {
            free.release();
        }
    }
}
