// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.JobUsage;
import org.proctrack.mbeans.KernelFeature;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.ProcessInfo;

/**
 * The only fake of the kernel: a machine of a few processes in memory. It keeps the rules of {@link Kernel} and writes
 * down every call that changes something, refused ones not. The generation is 1 unless an id is used again. Time stands still: {@link #awaitEmpty} only looks.
 */
public final class FakeKernel extends FakeMachine implements Kernel {

    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

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
                        new ExtensionStatus.Population(jobs.size(), jobs.size(), untabled, (int)
                                jobs.values().stream().distinct().count()),
                        new ExtensionStatus.Counters(Map.of(
                                Counter.FORKS, forks,
                                Counter.LOST_EXITS, lostEvents,
                                Counter.HOOK_MISSES, skippedHooks,
                                Counter.EXITS_REPAIRED, repairedHooks,
                                Counter.UNSETTLED, unsettled,
                                Counter.JOBS_TOTAL, (long) jobs.size())),
                        closing,
                        options.calls() && !refuses(Feature.CALLS),
                        skipsHooks,
                        1_767_268_800_000L + loads,
                        usages.getOrDefault(0L, JobUsage.NONE),
                        new ExtensionStatus.History(options.history(), ended.size(), historyDropped),
                        events.size(),
                        new ExtensionStatus.Debug(debug, options.debugLog()),
                        List.copyOf(refusals)));
    }

    @Override
    public synchronized String start(ExtensionImage image, StartOptions options) {
        refuse();
        range("capacity", options.capacity(), StartOptions.MAX_CAPACITY);
        if (loaded != null) {
            throw new KernelException(Kind.ALREADY_LOADED, "the extension is already loaded: proctrack stop first");
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

    /** There are two names, and numbers have none. */
    private static Group group(String group) {
        return switch (group) {
            case "root" -> new Group(0, group);
            case "operators" -> new Group(1000, group);
            default -> {
                if (!group.matches("[0-9]{1,9}")) {
                    throw new KernelException(Kind.INVALID, "no group " + group + ": give the name or number of one");
                }
                yield new Group(Long.parseLong(group), "");
            }
        };
    }

    @Override
    public synchronized void stop(ExtensionImage image, boolean force) {
        refuseUnloaded();
        if (!jobs.isEmpty() && !force) {
            throw new KernelException(
                    Kind.BUSY, "jobs are alive: kill them first, or stop with --force (in JMX: forceStop)");
        }
        loaded = null;
        closing = false;
        granted = Optional.empty();
        jobs.clear();
        events.clear();
        forks = 0;
        lostEvents = 0;
        skippedHooks = 0;
        repairedHooks = 0;
        unsettled = 0;
        changes.add("stop" + (force ? " --force" : ""));
    }

    @Override
    public synchronized void register(long job, long pid) {
        enter(job, pid);
        changes.add("register " + job + " " + pid);
    }

    @Override
    public synchronized int adopt(long job, long pid) {
        enter(job, pid);
        int before = jobs.size();
        for (boolean more = true; more; ) {
            more = false;
            for (Map.Entry<Long, Long> child : parents.entrySet()) {
                if (Long.valueOf(job).equals(jobs.get(child.getValue())) && !jobs.containsKey(child.getKey())) {
                    jobs.put(child.getKey(), job);
                    more = true;
                }
            }
        }
        changes.add("adopt " + job + " " + pid);
        return 1 + jobs.size() - before;
    }

    @Override
    public synchronized void unregister(long job) {
        refuseUnloaded();
        range("job", job, Names.MAX_JOB_ID);
        if (jobs.containsValue(job)) {
            throw new KernelException(Kind.BUSY, "job " + job + " has processes: kill it first");
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
            Long job = jobs.remove(pid);
            if (job != null) {
                taken++;
                if (!jobs.containsValue(job)) {
                    happens(KernelEvent.Type.JOB_EMPTIED, job, pid, 0, 1);
                }
            }
        }
        endedUnseen.clear();
        return taken;
    }

    @Override
    public synchronized Optional<Long> find(long pid) {
        refuseUnloaded();
        return Optional.ofNullable(jobs.get(pid));
    }

    @Override
    public synchronized List<LiveJob> live() {
        questions.merge("live", 1, Integer::sum);
        refuseUnloaded();
        return jobs.values().stream()
                .distinct()
                .map(job -> new LiveJob(job, generations.getOrDefault(job, 1L), loads))
                .toList();
    }

    @Override
    public synchronized List<JobInfo> jobs() {
        questions.merge("jobs", 1, Integer::sum);
        refuseUnloaded();
        Map<Long, Integer> counts = new TreeMap<>();
        jobs.values().forEach(job -> counts.merge(job, 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> info(entry.getKey(), entry.getValue()))
                .toList();
    }

    private JobInfo info(long job, int count) {
        String phase = dying.contains(job) ? "DYING" : "RUNNING";
        return new JobInfo(
                job, count, 0, 0, "root", 1_767_268_800_000L, count, count, phase, labels.getOrDefault(job, ""));
    }

    @Override
    public synchronized Optional<JobAccount> account(JobRef ref) {
        questions.merge("account", 1, Integer::sum);
        return jobs().stream()
                .filter(job -> job.id() == ref.id() && !isOther(ref))
                .map(job -> new JobAccount(
                        job,
                        usages.getOrDefault(ref.id(), JobUsage.NONE),
                        generations.getOrDefault(ref.id(), 1L),
                        watched.contains(ref.id())))
                .findFirst();
    }

    @Override
    public synchronized List<EndedJob> history(long most) {
        refuseUnloaded();
        return ended.stream().limit(most).toList();
    }

    @Override
    public synchronized List<EndedJob> historyOf(long job, long most) {
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
        refuseUnloaded();
        long job = ref.id();
        if (!jobs.containsValue(job) || isOther(ref)) {
            throw new KernelException(Kind.NO_SUCH_JOB, "no job " + job + ": proctrack list shows all jobs");
        }
        boolean changed = wanted ? watched.add(job) : watched.remove(job);
        if (changed) {
            changes.add("processEvents " + job + " " + wanted);
        }
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
        long job = ref.id();
        return (isOther(ref) ? List.<Long>of() : pids(job))
                .stream()
                        .map(pid -> new ProcessInfo(
                                pid,
                                job,
                                parents.get(pid),
                                0,
                                unkillable.contains(pid) ? "D" : "S",
                                commands.get(pid),
                                1_767_268_800_000L,
                                true))
                        .toList();
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
        int count = Math.min(most / Listing.STEP * Listing.STEP, rest.size());
        Optional<Place> next = count == rest.size()
                ? Optional.empty()
                : Optional.of(new Place(
                        generations.getOrDefault(job, 1L), rest.get(count - 1).pid(), 0));
        return new Listing(rest.subList(0, count), next);
    }

    @Override
    public synchronized Signalled signal(JobRef ref, int signal) {
        refuseUnloaded();
        long job = ref.id();
        range("signal", signal, 64);
        List<Long> signalled = isOther(ref) ? List.of() : pids(job);
        if (signalled.isEmpty()) {
            throw new KernelException(Kind.NO_SUCH_JOB, "no job " + job + ": proctrack list shows all jobs");
        }
        changes.add("signal " + job + " " + signal);
        if (signal == SIGKILL) {
            dying.add(job);
        }
        for (long pid : signalled) {
            if ((signal == SIGKILL || signal == SIGTERM) && !unkillable.contains(pid)) {
                jobs.remove(pid);
                parents.remove(pid);
            }
        }
        return new Signalled(new JobRef(job, generations.getOrDefault(job, 1L)), signalled.size());
    }

    @Override
    public synchronized boolean awaitEmpty(JobRef job, Duration timeout) {
        refuseUnloaded();
        return !jobs.containsValue(job.id()) || isOther(job);
    }

    @Override
    public synchronized long begin(long pid) {
        long job = jobs.containsValue(pid) ? Names.MAX_JOB_ID : pid;
        enter(job, pid);
        changes.add("begin " + job + " " + pid);
        return job;
    }

    @Override
    public synchronized void label(long job, String label) {
        refuseUnloaded();
        if (!jobs.containsValue(job)) {
            throw new KernelException(Kind.NO_SUCH_JOB, "no job " + job + ": proctrack list shows all jobs");
        }
        labels.put(job, label);
        changes.add("label " + job + " " + label);
    }

    @Override
    public synchronized void exec(long job, List<String> command) {
        refuseUnloaded();
        if (job != 0) {
            range("job", job, Names.MAX_JOB_ID);
        }
        changes.add("exec " + job + " " + command);
        throw new KernelException(Kind.FAILED, "a fake cannot become a command");
    }

    @Override
    public synchronized List<KernelFeature> features() {
        refuse();
        return features;
    }

    private void enter(long job, long pid) {
        refuseUnloaded();
        range("job", job, Names.MAX_JOB_ID);
        range("pid", pid, Integer.MAX_VALUE);
        if (!parents.containsKey(pid)) {
            throw new KernelException(Kind.NO_SUCH_PROCESS, "no such process: " + pid);
        }
        if (jobs.containsKey(pid)) {
            throw new KernelException(Kind.ALREADY_IN_JOB, "pid " + pid + " is already in job " + jobs.get(pid));
        }
        forks++;
        jobs.put(pid, job);
    }

    /** Each look finds something. */
    @Override
    public long awaitNews(long known, boolean reads, Duration most) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        return known + 1;
    }
}
