// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.proctrack.agent.jobs.Killer;
import org.proctrack.agent.jobs.Signals;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.JobPhase;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.KillVerdict;

/**
 * All jobs. After each call that may begin or end a job, the MBeans of jobs are right before it returns, unless a listener
 * of the host blocks.
 */
public final class JobsBean implements JobsMXBean {

    private final Kernel kernel;
    private final Runnable changed;
    private final IntSupplier omitted;
    private final Killer killer;
    private final Waits waits;
    private final Supplier<List<JobInfo>> jobs;

    /**
     * The jobs of a kernel.
     *
     * @param kernel asked for everything
     * @param changed run after what may begin or end a job
     * @param omitted jobs that have no MBean
     */
    public JobsBean(Kernel kernel, Runnable changed, IntSupplier omitted) {
        this.kernel = kernel;
        this.changed = changed;
        this.omitted = omitted;
        this.killer = new Killer(kernel);
        this.waits = new Waits(kernel);
        this.jobs = BulkRead.once(() -> ExceptionTranslator.orElse(List.of(), kernel::jobs));
    }

    @Override
    public int getCount() {
        return ExceptionTranslator.orElse(
                0,
                () -> kernel.status().map(status -> status.population().jobs()).orElse(0));
    }

    @Override
    public long[] getIds() {
        return getJobs().stream().mapToLong(JobInfo::id).toArray();
    }

    @Override
    public List<JobInfo> getJobs() {
        return jobs.get();
    }

    @Override
    public int getDyingCount() {
        return (int) getJobs().stream()
                .filter(job -> job.phase().equals(JobPhase.DYING.name()))
                .count();
    }

    @Override
    public int getOmittedCount() {
        return omitted.getAsInt();
    }

    @Override
    public void register(long jobId, long pid) {
        changing(() -> {
            Arguments.job(jobId);
            Arguments.pid(pid);
            kernel.register(jobId, pid);
            return null;
        });
    }

    @Override
    public long begin(long pid) {
        return changing(() -> {
            Arguments.pid(pid);
            return kernel.begin(pid);
        });
    }

    @Override
    public void label(long jobId, String text) {
        ExceptionTranslator.run(() -> {
            Arguments.job(jobId);
            kernel.label(jobId, Arguments.label(text));
        });
    }

    @Override
    public void tie(long jobId, long pid) {
        changing(() -> {
            Arguments.job(jobId);
            Arguments.pid(pid);
            kernel.tie(jobId, pid);
            return null;
        });
    }

    @Override
    public void untie(long jobId) {
        ExceptionTranslator.run(() -> {
            Arguments.job(jobId);
            kernel.untie(jobId);
        });
    }

    @Override
    public long[] jobsOf(long owner) {
        return ExceptionTranslator.call(() -> {
            Arguments.pid(owner);
            return kernel.jobs().stream()
                    .filter(job -> job.owner() == owner)
                    .mapToLong(JobInfo::id)
                    .toArray();
        });
    }

    @Override
    public int adopt(long jobId, long pid) {
        return changing(() -> {
            Arguments.job(jobId);
            Arguments.pid(pid);
            return kernel.adopt(jobId, pid);
        });
    }

    @Override
    public void unregister(long jobId) {
        changing(() -> {
            Arguments.job(jobId);
            kernel.unregister(jobId);
            return null;
        });
    }

    @Override
    public KillVerdict killJob(long jobId, String signal) {
        return changing(() -> {
            Arguments.job(jobId);
            return killer.kill(JobRef.of(jobId), Signals.parse(signal));
        });
    }

    @Override
    public KillVerdict terminateJob(long jobId, long graceMillis) {
        return changing(() -> {
            Arguments.job(jobId);
            return killer.terminate(JobRef.of(jobId), Arguments.grace(graceMillis));
        });
    }

    @Override
    public boolean awaitEmpty(long jobId, long millis) {
        return changing(() -> {
            Arguments.job(jobId);
            return waits.awaitEmpty(jobId, Arguments.timeout(millis));
        });
    }

    @Override
    public long find(long pid) {
        return ExceptionTranslator.call(() -> {
            Arguments.pid(pid);
            return kernel.find(pid).orElseThrow(() -> inNoJob(pid));
        });
    }

    @Override
    public List<EndedJob> history(int offset, int limit) {
        return ExceptionTranslator.call(() -> {
            Arguments.offset(offset);
            Arguments.historyLimit(limit);
            return Arguments.page(kernel.history((long) offset + limit), offset, limit);
        });
    }

    @Override
    public List<EndedJob> historyOf(long jobId) {
        return ExceptionTranslator.call(() -> {
            Arguments.job(jobId);
            return kernel.historyOf(jobId, Arguments.MAX_HISTORY_LIMIT);
        });
    }

    static KernelException inNoJob(long pid) {
        return new KernelException(Kind.NO_SUCH_PROCESS, "process " + pid + " is in no job: register it first");
    }

    private <T> T changing(Supplier<T> operation) {
        try {
            return ExceptionTranslator.call(operation);
        } finally {
            changed.run();
        }
    }
}
