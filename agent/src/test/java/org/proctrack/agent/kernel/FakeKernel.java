// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.proctrack.agent.jobs.Signals;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.KernelFeature;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.ProcessInfo;

/**
 * The only fake of the kernel: a machine of a few processes in memory. It keeps the rules of {@link Kernel} and writes
 * down every call that changes something, refused ones not. The generation is 1 unless an id is used again.
 * Time stands still: {@link #awaitEmpty} only looks.
 */
public final class FakeKernel extends FakeMachine implements Kernel {

    /** A machine without the extension. */
    public FakeKernel() {}

    /** {@return a machine with the extension loaded} */
    public static FakeKernel loaded() {
        FakeKernel kernel = new FakeKernel();
        kernel.loaded = StartOptions.of(StartOptions.DEFAULT_CAPACITY);
        return kernel;
    }

    @Override
    FakeKernel self() {
        return this;
    }

    @Override
    public synchronized Optional<ExtensionStatus> status() {
        questions.merge("status", 1, Integer::sum);
        refuse();
        return Optional.ofNullable(loaded)
                .map(options -> new ExtensionStatus(
                        new ExtensionStatus.Build("bundled", "0.2.0", "0123456789abcdef"),
                        new ExtensionStatus.Limits(
                                options.capacity(),
                                options.capacity(),
                                StartOptions.MAX_CAPACITY,
                                options.overflowKill(),
                                options.capacity() * options.userShare() / 100),
                        new ExtensionStatus.Population(jobs.size(), peak, untabledNow(), (int) liveJobs()),
                        new ExtensionStatus.Counters(Map.of(
                                Counter.FORKS, forks,
                                Counter.EXITS, exits,
                                Counter.LOST_EXITS, lostEvents,
                                Counter.HOOK_MISSES, skippedHooks,
                                Counter.EXITS_REPAIRED, repairedHooks,
                                Counter.UNSETTLED, unsettled,
                                Counter.JOBS_TOTAL, jobsTotal)),
                        closing,
                        options.calls() && !refuses(Feature.CALLS),
                        skipsHooks,
                        NOW + loads,
                        endedUsage,
                        new ExtensionStatus.History(options.history(), ended.size(), historyDropped),
                        events.size(),
                        new ExtensionStatus.Debug(debug, options.debugLog()),
                        List.copyOf(refusals)));
    }

    @Override
    public synchronized String start(ExtensionImage image, StartOptions options) {
        refuse();
        if (loaded != null) {
            throw FakeRefusals.alreadyLoaded(loaded);
        }
        loaded = options;
        debug = options.debug();
        loads += 10_000;
        changes.add("start " + options.capacity() + (options.overflowKill() ? " kill" : " track"));
        return options.verbose() ? loadLog : "";
    }

    @Override
    public synchronized void grant(String group) {
        refuseUnloaded();
        granted = Optional.of(group(group)).filter(found -> found.id() != 0);
        changes.add("grant " + group);
    }

    @Override
    public synchronized Optional<Group> granted() {
        refuseUnloaded();
        return granted;
    }

    /** There are two names. */
    private static Group group(String group) {
        return switch (group) {
            case "root", "0" -> new Group(0, "root");
            case "operators", "1000" -> new Group(1000, "operators");
            default -> {
                if (!group.matches("[0-9]{1,9}")) {
                    throw FakeRefusals.noGroup(group);
                }
                yield new Group(Long.parseLong(group), "");
            }
        };
    }

    @Override
    public synchronized void stop(ExtensionImage image, boolean force) {
        refuseUnloaded();
        if (!jobs.isEmpty() && !force) {
            throw FakeRefusals.alive(liveJobs());
        }
        unload();
        closing = false;
        granted = Optional.empty();
        lostEvents = 0;
        skippedHooks = 0;
        repairedHooks = 0;
        unsettled = 0;
        changes.add("stop" + (force ? " --force" : ""));
    }

    @Override
    public synchronized void register(long job, long pid) {
        admit(job, pid);
        changes.add("register " + job + " " + pid);
    }

    @Override
    public synchronized int adopt(long job, long pid) {
        admit(job, pid);
        int taken = 1 + adoptChildren(job, pid);
        changes.add("adopt " + job + " " + pid);
        return taken;
    }

    @Override
    public synchronized void tie(long job, long owner) {
        JobRef ref = JobRef.of(job);
        Pid.owner(owner);
        refuseUnloaded();
        if (!pids(ref).isEmpty() && owner == 2) {
            throw FakeRefusals.noOwner(owner);
        }
        FakeJob tied = live(ref);
        if (!parents.containsKey(owner)) {
            throw FakeRefusals.noProcess(owner);
        }
        tied.owner = owner;
        tied.ownerName = commands.get(owner);
        changes.add("tie " + job + " " + owner);
    }

    @Override
    public synchronized void untie(long job) {
        FakeJob untied = live(JobRef.of(job));
        untied.owner = 0;
        untied.ownerName = "";
        changes.add("untie " + job);
    }

    @Override
    public synchronized void unregister(long job) {
        JobRef.of(job);
        refuseUnloaded();
        if (jobs.containsValue(job)) {
            throw FakeRefusals.hasProcesses(job, pids(job).size());
        }
        changes.add("unregister " + job);
    }

    @Override
    public synchronized int sweep() {
        questions.merge("sweep", 1, Integer::sum);
        refuseUnloaded();
        if (sweepRefusal != null) {
            throw sweepRefusal;
        }
        int taken = 0;
        for (long pid : endedUnseen) {
            taken += jobs.containsKey(pid) ? 1 : 0;
            leave(pid, 0);
        }
        endedUnseen.clear();
        return taken;
    }

    @Override
    public synchronized Optional<Long> find(long pid) {
        new Pid(pid);
        refuseUnloaded();
        return Optional.ofNullable(jobs.get(pid));
    }

    @Override
    public synchronized List<LiveJob> live() {
        questions.merge("live", 1, Integer::sum);
        refuseUnloaded();
        return jobs.values().stream()
                .distinct()
                .map(job -> new LiveJob(job, job(job).generation, loads))
                .toList();
    }

    @Override
    public synchronized List<JobInfo> jobs() {
        questions.merge("jobs", 1, Integer::sum);
        refuseUnloaded();
        return jobs.values().stream().distinct().sorted().map(this::info).toList();
    }

    private JobInfo info(long job) {
        return job(job).info(pids(job).size());
    }

    @Override
    public synchronized Optional<JobAccount> account(JobRef ref) {
        questions.merge("account", 1, Integer::sum);
        refuseUnloaded();
        FakeJob job = job(ref.id());
        return pids(ref).isEmpty()
                ? Optional.empty()
                : Optional.of(new JobAccount(info(job.id), job.usage, job.generation, job.watched));
    }

    @Override
    public synchronized List<EndedJob> history(long most) {
        refuseUnloaded();
        return ended.stream().limit(most).toList();
    }

    @Override
    public synchronized List<EndedJob> historyOf(long job, long most) {
        JobRef.of(job);
        refuseUnloaded();
        return ended.stream().filter(record -> record.id() == job).limit(most).toList();
    }

    @Override
    public synchronized KernelEvents events(long after) {
        questions.merge("events", 1, Integer::sum);
        refuseUnloaded();
        long lost = eventsLost;
        eventsLost = 0;
        return new KernelEvents(
                List.copyOf(events.subList((int) Math.min(after, events.size()), events.size())), events.size(), lost);
    }

    @Override
    public synchronized void processEvents(JobRef ref, boolean wanted) {
        FakeJob job = live(ref);
        if (job.watched != wanted) {
            job.watched = wanted;
            changes.add("processEvents " + job.id + " " + wanted);
        }
    }

    /** {@return exactly this job, which must be alive} */
    private FakeJob live(JobRef ref) {
        refuseUnloaded();
        if (pids(ref).isEmpty()) {
            throw FakeRefusals.noJob(ref.id());
        }
        return job(ref.id());
    }

    @Override
    public synchronized void debug(boolean on) {
        refuseUnloaded();
        debug = on;
        changes.add("debug " + on);
    }

    @Override
    public synchronized void dumpToLog() {
        refuseUnloaded();
        if (debug) {
            changes.add("dumpToLog");
        }
    }

    @Override
    public synchronized List<ProcessInfo> processes(JobRef ref) {
        refuseUnloaded();
        return pids(ref).stream().map(pid -> info(ref.id(), pid)).toList();
    }

    private ProcessInfo info(long job, long pid) {
        String state = unkillable.contains(pid) ? "D" : "S";
        return new ProcessInfo(pid, job, parents.get(pid), 0, state, commands.get(pid), NOW, true);
    }

    @Override
    public synchronized List<ProcessInfo> allProcesses() {
        refuseUnloaded();
        return jobs.values().stream()
                .distinct()
                .sorted()
                .flatMap(job -> processes(job).stream())
                .toList();
    }

    /** Pids stand for the sequence in which processes entered. */
    @Override
    public synchronized Listing processes(long job, Place place, int most) {
        questions.merge("part", 1, Integer::sum);
        List<ProcessInfo> rest = processes(new JobRef(job, place.generation())).stream()
                .filter(process -> process.pid() > place.after())
                .toList();
        int count = Math.min(Math.max(most / Listing.STEP, 1) * Listing.STEP, rest.size());
        Optional<Place> next = count == rest.size()
                ? Optional.empty()
                : Optional.of(new Place(job(job).generation, rest.get(count - 1).pid(), 0));
        return new Listing(rest.subList(0, count), next);
    }

    @Override
    public synchronized Signalled signal(JobRef ref, int signal) {
        new SignalNumber(signal);
        FakeJob job = live(ref);
        List<Long> signalled = pids(ref);
        changes.add("signal " + job.id + " " + signal);
        job.signalled(signal);
        tell(KernelEvent.Type.JOB_SIGNALLED, job, ProcessHandle.current().pid(), 0, signal, signalled.size());
        for (long pid : signalled) {
            if ((signal == Signals.KILL || signal == Signals.TERM) && !unkillable.contains(pid)) {
                leave(pid, signal);
            }
        }
        return new Signalled(new JobRef(job.id, job.generation), signalled.size());
    }

    @Override
    public synchronized boolean awaitEmpty(JobRef job, Duration timeout) {
        refuseUnloaded();
        boolean empty = pids(job).isEmpty();
        if (!empty && Thread.currentThread().isInterrupted()) {
            throw new KernelException(Kind.FAILED, "the wait for job " + job.id() + " was interrupted");
        }
        return empty;
    }

    @Override
    public synchronized long begin(long pid) {
        Pid.member(pid);
        long job = jobs.containsValue(pid) ? Names.MAX_JOB_ID : pid;
        admit(job, pid);
        changes.add("begin " + job + " " + pid);
        return job;
    }

    @Override
    public synchronized void label(long job, String label) {
        live(JobRef.of(job)).label = label.substring(0, Math.min(label.length(), 31));
        changes.add("label " + job + " " + label);
    }

    @Override
    public synchronized void exec(long job, List<String> command) {
        if (job != 0) {
            JobRef.of(job);
        }
        if (command.isEmpty()) {
            throw new KernelException(Kind.INVALID, "no command: give one after --");
        }
        refuseUnloaded();
        changes.add("exec " + job + " " + command);
        throw new KernelException(Kind.FAILED, "a fake cannot become a command");
    }

    @Override
    public synchronized List<KernelFeature> features() {
        refuse();
        return features;
    }

    @Override
    public long awaitNews(long known, boolean reads, Duration most) {
        long begin = System.nanoTime();
        long news;
        do {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            news = news();
        } while (news == known && System.nanoTime() - begin < most.toNanos());
        return news;
    }

    private synchronized long news() {
        return Objects.hash(loads, loaded, jobs, events.size(), eventsLost, lostEvents);
    }
}
