// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.JobAccount;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.mbeans.JobInfo;

/** Asks for the accounts of all jobs, round by round, and makes rates of what has grown in between. */
final class Sampler {

    private static final Comparator<Sample.Job> BUSIEST_FIRST = Comparator.comparingDouble(Sample.Job::cpuPercent)
            .reversed()
            .thenComparingLong(job -> job.account().info().id());

    /** What a job had used, and when that was. */
    private record Reading(long cpuNanos, long atNanos) {}

    private final Kernel kernel;
    private final LongSupplier clock;
    private final double most;
    private Map<JobRef, Reading> before = Map.of();
    private long beganNanos;
    private boolean again;

    /**
     * A sampler that has seen nothing yet.
     *
     * @param kernel where the jobs are
     * @param clock nanoseconds; one that nobody sets
     * @param cpus of the machine
     */
    Sampler(Kernel kernel, LongSupplier clock, int cpus) {
        this.kernel = kernel;
        this.clock = clock;
        this.most = 100.0 * cpus;
    }

    /** {@return the jobs now; the first round has nothing to compare with, and all rates are 0} */
    Sample next() {
        long begin = clock.getAsLong();
        ExtensionStatus status = kernel.status().orElseThrow(this::notLoaded);
        Map<JobRef, Reading> readings = new HashMap<>();
        List<Sample.Job> jobs = new ArrayList<>();
        for (JobInfo info : kernel.jobs()) {
            // A job that has ended meanwhile has none
            Optional<JobAccount> account = kernel.account(info.id());
            if (account.isPresent()) {
                Reading now = new Reading(account.get().usage().cpuNanos(), clock.getAsLong());
                JobRef exactly = new JobRef(info.id(), account.get().generation());
                readings.put(exactly, now);
                jobs.add(new Sample.Job(account.get(), percent(before.get(exactly), now)));
            }
        }
        jobs.sort(BUSIEST_FIRST);
        long interval = again ? TimeUnit.NANOSECONDS.toMillis(begin - beganNanos) : 0;
        before = readings;
        beganNanos = begin;
        again = true;
        return new Sample(System.currentTimeMillis(), interval, status, jobs);
    }

    private double percent(Reading earlier, Reading now) {
        if (!again) {
            return 0;
        }
        // After a restart of the extension a generation may come again; its job has used less
        boolean known = earlier != null && earlier.cpuNanos() <= now.cpuNanos();
        long used = known ? now.cpuNanos() - earlier.cpuNanos() : now.cpuNanos();
        long time = now.atNanos() - (known ? earlier.atNanos() : beganNanos);
        double percent = 100.0 * used / Math.max(1, time);
        // What an adopted process had used before it came into the job was not used since the round before
        return Math.round(10 * (known ? percent : Math.min(percent, most))) / 10.0;
    }

    private KernelException notLoaded() {
        return new KernelException(
                KernelException.Kind.NOT_LOADED,
                again
                        ? "the extension was unloaded: run proctrack start"
                        : "extension is not loaded: run proctrack start");
    }
}
