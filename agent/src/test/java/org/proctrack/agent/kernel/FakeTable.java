// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.proctrack.agent.jobs.Signals;
import org.proctrack.mbeans.EndedJob;

/** The processes and jobs of a {@link FakeKernel}, and what is told of those that enter a job and leave it. */
abstract class FakeTable {

    static final long NOW = 1_767_268_800_000L;

    final Map<Long, Long> parents = new TreeMap<>();
    final Map<Long, String> commands = new HashMap<>();
    final Map<Long, Long> jobs = new TreeMap<>();
    final Set<Long> unkillable = new HashSet<>();
    final List<EndedJob> ended = new ArrayList<>();
    final List<KernelEvent> events = new ArrayList<>();
    private final Map<Long, FakeJob> byId = new HashMap<>();
    StartOptions loaded;
    KernelException refusal;
    int peak;
    int untabled;
    long forks;
    long exits;
    long jobsTotal;
    long historyDropped;

    FakeJob job(long id) {
        return byId.computeIfAbsent(id, unknown -> new FakeJob(id, 1));
    }

    /** The next job with this id is another one. */
    FakeJob next(long id) {
        FakeJob next = new FakeJob(id, job(id).generation + 1);
        byId.put(id, next);
        return next;
    }

    boolean isOther(JobRef ref) {
        return ref.generation() != 0 && ref.generation() != job(ref.id()).generation;
    }

    List<Long> pids(long job) {
        return jobs.entrySet().stream()
                .filter(entry -> entry.getValue() == job)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** {@return the processes of exactly this job; none when it has ended} */
    List<Long> pids(JobRef ref) {
        return isOther(ref) ? List.of() : pids(ref.id());
    }

    /** Members beyond the capacity have no record. */
    int untabledNow() {
        return Math.max(untabled, jobs.size() - loaded.capacity());
    }

    long liveJobs() {
        return jobs.values().stream().distinct().count();
    }

    void refuse() {
        if (refusal != null) {
            throw refusal;
        }
    }

    void refuseUnloaded() {
        refuse();
        if (loaded == null) {
            throw FakeRefusals.notLoaded();
        }
    }

    /** Into a job, by the rules of the kernel. */
    void admit(long job, long pid) {
        JobRef.of(job);
        Pid.member(pid);
        refuseUnloaded();
        if (pid == 2) {
            throw FakeRefusals.kernelThread(pid);
        }
        if (!parents.containsKey(pid)) {
            throw FakeRefusals.noProcess(pid);
        }
        if (jobs.containsKey(pid)) {
            throw FakeRefusals.alreadyIn(pid, jobs.get(pid));
        }
        boolean begins = !jobs.containsValue(job);
        if (begins && liveJobs() >= loaded.capacity()) {
            throw FakeRefusals.full(liveJobs(), loaded.capacity());
        }
        enter(job, pid);
        if (begins) {
            tell(KernelEvent.Type.JOB_REGISTERED, job(job), pid, 0, 0, 1);
        } else if (job(job).watched) {
            tell(KernelEvent.Type.PROCESS_STARTED, job(job), pid, 0, 0, 1);
        }
    }

    int adoptChildren(long job, long parent) {
        int taken = 0;
        for (long child : List.copyOf(parents.keySet())) {
            if (parents.get(child) == parent && !jobs.containsKey(child)) {
                enter(job, child);
                taken += 1 + adoptChildren(job, child);
            }
        }
        return taken;
    }

    void enter(long id, long pid) {
        jobs.put(pid, id);
        int count = pids(id).size();
        job(id).entered(count);
        forks++;
        jobsTotal += count == 1 ? 1 : 0;
        peak = Math.max(peak, jobs.size());
    }

    void leave(long pid, int status) {
        Long id = jobs.remove(pid);
        parents.remove(pid);
        if (id != null) {
            leave(id, pid, status);
        }
        orphan(pid);
    }

    /** Whoever owns jobs takes them along. */
    private void orphan(long owner) {
        for (long id : List.copyOf(new HashSet<>(jobs.values()))) {
            FakeJob job = job(id);
            if (job.owner == owner && !job.ownerEnded) {
                job.ownerEnded = true;
                job.signalled(Signals.KILL);
                tell(KernelEvent.Type.OWNER_ENDED, job, owner, 0, Signals.KILL, pids(id).size());
                pids(id).stream().filter(pid -> !unkillable.contains(pid)).forEach(pid -> leave(pid, Signals.KILL));
            }
        }
    }

    private void leave(long id, long pid, int status) {
        exits++;
        FakeJob job = job(id);
        if (job.watched) {
            tell(KernelEvent.Type.PROCESS_EXITED, job, pid, 0, status, 1);
        }
        if (pids(id).isEmpty()) {
            tell(KernelEvent.Type.JOB_EMPTIED, job, pid, 0, job.total, 1);
            keep(job.ended());
            next(id);
        }
    }

    private void keep(EndedJob job) {
        ended.add(0, job);
        if (loaded != null && ended.size() > loaded.history()) {
            ended.remove(ended.size() - 1);
            historyDropped++;
        }
    }

    void tell(KernelEvent.Type type, FakeJob job, long pid, long uid, long value, long count) {
        String command = commands.getOrDefault(pid, "sh");
        events.add(new KernelEvent(
                type, events.size() + 1L, NOW, job.id, job.generation, pid, uid, value, count, command));
    }

    void unload() {
        loaded = null;
        jobs.clear();
        byId.clear();
        events.clear();
        ended.clear();
        peak = 0;
        forks = 0;
        exits = 0;
        jobsTotal = 0;
        historyDropped = 0;
    }
}
