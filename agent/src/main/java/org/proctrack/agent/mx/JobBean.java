// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.proctrack.agent.jobs.Killer;
import org.proctrack.agent.jobs.Signals;
import org.proctrack.agent.kernel.JobAccount;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.JobUsage;
import org.proctrack.mbeans.KillVerdict;
import org.proctrack.mbeans.ProcessInfo;

/** One job, for ever: when it has ended, its attributes are 0 or empty, also when another job has its id. */
public final class JobBean implements JobMXBean {

    private final Kernel kernel;
    private final JobRef job;
    private final Runnable changed;
    private final Killer killer;
    private final Supplier<Optional<JobAccount>> account;
    private final Supplier<List<ProcessInfo>> processes;

    /**
     * A job of a kernel.
     *
     * @param kernel asked for everything
     * @param job this one, and no later one with its id
     * @param changed run after what may end the job
     */
    public JobBean(Kernel kernel, JobRef job, Runnable changed) {
        this.kernel = kernel;
        this.job = job;
        this.changed = changed;
        this.killer = new Killer(kernel);
        this.account = BulkRead.once(() -> ExceptionTranslator.orElse(Optional.empty(), () -> kernel.account(job)));
        this.processes = BulkRead.once(() -> ExceptionTranslator.orElse(List.of(), () -> kernel.processes(job)));
    }

    @Override
    public int getProcessCount() {
        return (int) number(JobInfo::processCount);
    }

    @Override
    public long getUid() {
        return number(JobInfo::uid);
    }

    @Override
    public String getUser() {
        return text(JobInfo::user);
    }

    @Override
    public String getLabel() {
        return text(JobInfo::label);
    }

    @Override
    public long getOwner() {
        return number(JobInfo::owner);
    }

    @Override
    public String getOwnerName() {
        return text(JobInfo::ownerName);
    }

    @Override
    public String getPhase() {
        return text(JobInfo::phase);
    }

    @Override
    public int getUntabled() {
        return (int) number(JobInfo::untabled);
    }

    @Override
    public long getSinceMillis() {
        return number(JobInfo::sinceMillis);
    }

    @Override
    public int getProcessesPeak() {
        return (int) number(JobInfo::processesPeak);
    }

    @Override
    public long getProcessesTotal() {
        return number(JobInfo::processesTotal);
    }

    @Override
    public long getCpuNanos() {
        return used(JobUsage::cpuNanos);
    }

    @Override
    public long getUserNanos() {
        return used(JobUsage::userNanos);
    }

    @Override
    public long getSystemNanos() {
        return used(JobUsage::systemNanos);
    }

    @Override
    public long getMaxRssBytes() {
        return used(JobUsage::maxRssBytes);
    }

    @Override
    public long getReadBytes() {
        return used(JobUsage::readBytes);
    }

    @Override
    public long getWriteBytes() {
        return used(JobUsage::writeBytes);
    }

    @Override
    public long getReadCharBytes() {
        return used(JobUsage::readCharBytes);
    }

    @Override
    public long getWriteCharBytes() {
        return used(JobUsage::writeCharBytes);
    }

    @Override
    public long getVoluntarySwitches() {
        return used(JobUsage::voluntarySwitches);
    }

    @Override
    public long getInvoluntarySwitches() {
        return used(JobUsage::involuntarySwitches);
    }

    @Override
    public long getMinorFaults() {
        return used(JobUsage::minorFaults);
    }

    @Override
    public long getMajorFaults() {
        return used(JobUsage::majorFaults);
    }

    @Override
    public long getExitedNormally() {
        return used(JobUsage::exitedNormally);
    }

    @Override
    public long getExitedFailed() {
        return used(JobUsage::exitedFailed);
    }

    @Override
    public long getExitedBySignal() {
        return used(JobUsage::exitedBySignal);
    }

    @Override
    public long getExitedByOom() {
        return used(JobUsage::exitedByOom);
    }

    @Override
    public boolean isProcessEvents() {
        return account.get().map(JobAccount::processEvents).orElse(false);
    }

    @Override
    public void setProcessEvents(boolean wanted) {
        changing(() -> {
            kernel.processEvents(job, wanted);
            return null;
        });
    }

    @Override
    public long[] getPids() {
        return getProcesses().stream().mapToLong(ProcessInfo::pid).toArray();
    }

    @Override
    public List<ProcessInfo> getProcesses() {
        return processes.get();
    }

    @Override
    public KillVerdict kill() {
        return changing(() -> killer.kill(job, Signals.KILL));
    }

    @Override
    public KillVerdict signal(String signal) {
        return changing(() -> killer.kill(job, Signals.parse(signal)));
    }

    @Override
    public KillVerdict terminate(long graceMillis) {
        return changing(() -> killer.terminate(job, Arguments.grace(graceMillis)));
    }

    @Override
    public KillVerdict suspend() {
        return changing(() -> killer.suspend(job));
    }

    @Override
    public KillVerdict resume() {
        return changing(() -> killer.resume(job));
    }

    private long number(ToLongFunction<JobInfo> figure) {
        return account.get().map(JobAccount::info).map(figure::applyAsLong).orElse(0L);
    }

    private String text(Function<JobInfo, String> attribute) {
        return account.get().map(JobAccount::info).map(attribute).orElse("");
    }

    private long used(ToLongFunction<JobUsage> figure) {
        return account.get().map(JobAccount::usage).map(figure::applyAsLong).orElse(0L);
    }

    private <T> T changing(Supplier<T> operation) {
        try {
            return ExceptionTranslator.call(operation);
        } catch (IllegalArgumentException e) {
            // not the caller's fault if the job has just ended
            throw getProcessCount() > 0
                    ? e
                    : new IllegalStateException("job " + job.id() + " has ended: nothing to signal");
        } finally {
            changed.run();
        }
    }
}
