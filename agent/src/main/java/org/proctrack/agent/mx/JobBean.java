// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.proctrack.agent.jobs.Killer;
import org.proctrack.agent.jobs.Signals;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.KillVerdict;
import org.proctrack.mbeans.ProcessInfo;

/** One job. When it is gone, its attributes are 0 or empty until its MBean is gone too. */
public final class JobBean implements JobMXBean {

    private final Kernel kernel;
    private final long id;
    private final Runnable changed;
    private final Killer killer;

    /**
     * A job of a kernel.
     *
     * @param kernel asked for everything
     * @param id job id
     * @param changed run after what may end the job
     */
    public JobBean(Kernel kernel, long id, Runnable changed) {
        this.kernel = kernel;
        this.id = id;
        this.changed = changed;
        this.killer = new Killer(kernel);
    }

    @Override
    public int getProcessCount() {
        return job().map(JobInfo::processCount).orElse(0);
    }

    @Override
    public long getUid() {
        return job().map(JobInfo::uid).orElse(0L);
    }

    @Override
    public String getUser() {
        return job().map(JobInfo::user).orElse("");
    }

    @Override
    public String getLabel() {
        return job().map(JobInfo::label).orElse("");
    }

    @Override
    public long getSinceMillis() {
        return job().map(JobInfo::sinceMillis).orElse(0L);
    }

    @Override
    public int getProcessesPeak() {
        return job().map(JobInfo::processesPeak).orElse(0);
    }

    @Override
    public long getProcessesTotal() {
        return job().map(JobInfo::processesTotal).orElse(0L);
    }

    @Override
    public long[] getPids() {
        return getProcesses().stream().mapToLong(ProcessInfo::pid).toArray();
    }

    @Override
    public List<ProcessInfo> getProcesses() {
        return Refusing.orElse(List.of(), () -> kernel.processes(id));
    }

    @Override
    public KillVerdict kill() {
        return changing(() -> killer.kill(id, Signals.KILL));
    }

    @Override
    public KillVerdict signal(String signal) {
        return changing(() -> killer.kill(id, Signals.parse(signal)));
    }

    @Override
    public KillVerdict terminate(long graceMillis) {
        return changing(() -> killer.terminate(id, Arguments.grace(graceMillis)));
    }

    @Override
    public KillVerdict suspend() {
        return changing(() -> killer.suspend(id));
    }

    @Override
    public KillVerdict resume() {
        return changing(() -> killer.resume(id));
    }

    private Optional<JobInfo> job() {
        for (JobInfo job : Refusing.<List<JobInfo>>orElse(List.of(), kernel::jobs)) {
            if (job.id() == id) {
                return Optional.of(job);
            }
        }
        return Optional.empty();
    }

    private KillVerdict changing(Supplier<KillVerdict> operation) {
        try {
            return Refusing.call(operation);
        } catch (IllegalArgumentException e) {
            // not the caller's fault if the job has just ended
            throw getProcessCount() > 0 ? e : new IllegalStateException("job " + id + " has ended: nothing to signal");
        } finally {
            changed.run();
        }
    }
}
