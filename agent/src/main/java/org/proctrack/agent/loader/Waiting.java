// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.loader.abi.Errno;

/** The wait for the end of a job: asleep in the kernel, but never so long that an interrupt goes unheard. */
final class Waiting {

    private static final int SLICE_MILLIS = 250;

    private final Calls calls;

    Waiting(Calls calls) {
        this.calls = calls;
    }

    boolean awaitEmpty(JobRef job, Duration timeout) {
        long begin = System.nanoTime();
        long most = nanos(timeout);
        while (true) {
            long left = Math.max(0, most - (System.nanoTime() - begin));
            long slice = Math.min(TimeUnit.MILLISECONDS.toNanos(SLICE_MILLIS), left);
            int error = calls.await(job, (int) ((slice + 999_999) / 1_000_000));
            if (error == 0) {
                return true;
            }
            if (error != -Errno.ETIMEDOUT) {
                throw Refusals.of(error, calls.pins(), "wait");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new KernelException(Kind.FAILED, "the wait for job " + job.id() + " was interrupted");
            }
            if (System.nanoTime() - begin >= most) {
                return false;
            }
        }
    }

    private static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            return 0;
        }
        // some centuries are for ever
        return timeout.toSeconds() >= TimeUnit.NANOSECONDS.toSeconds(Long.MAX_VALUE)
                ? Long.MAX_VALUE
                : timeout.toNanos();
    }
}
