// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.proctrack.agent.jobs.Signals;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobUsage;
import org.proctrack.mbeans.KernelFeature;

/** What {@link FakeKernel} is asked about: the processes, the jobs and the past of a machine, as a test sets them. */
abstract class FakeMachine extends FakeTable {

    final List<String> changes = new ArrayList<>();
    final Set<Long> endedUnseen = new HashSet<>();
    JobUsage endedUsage = JobUsage.NONE;
    final Map<String, Integer> questions = new HashMap<>();
    long lostEvents;
    long skippedHooks;
    boolean skipsHooks;
    long repairedHooks;
    long unsettled;
    long loads;
    long eventsLost;
    boolean debug;
    boolean closing;
    List<KernelFeature> features = List.of();
    final List<Refusal> refusals = new ArrayList<>();
    Optional<Group> granted = Optional.empty();
    String loadLog = "";
    KernelException sweepRefusal;

    abstract FakeKernel self();

    /** Adds a process that is in no job. */
    public synchronized FakeKernel process(long pid, long parent, String command) {
        parents.put(pid, parent);
        commands.put(pid, command);
        return self();
    }

    /** Adds a process that is in a job. */
    public synchronized FakeKernel member(long job, long pid, String command) {
        enter(job, pid);
        return process(pid, 1, command);
    }

    /** Adds a process that no signal ends, as one that waits for a device. */
    public synchronized FakeKernel stuckMember(long job, long pid, String command) {
        unkillable.add(pid);
        return member(job, pid, command);
    }

    /** A kernel that may skip a hook. */
    public synchronized FakeKernel skipsHooks() {
        skipsHooks = true;
        return self();
    }

    /** Somebody kills a process. */
    public synchronized FakeKernel killed(long pid) {
        leave(pid, Signals.KILL);
        return self();
    }

    /** A member ends, and the kernel skips the hook that would tell; it stays until a sweep. */
    public synchronized FakeKernel endsUnseen(long pid) {
        endedUnseen.add(pid);
        skippedHooks++;
        return self();
    }

    /** Says what a job has used; for job 0, what those used that have ended. */
    public synchronized FakeKernel used(long job, JobUsage usage) {
        if (job == 0) {
            endedUsage = usage;
        } else {
            job(job).usage = usage;
        }
        return self();
    }

    /** Says what a job is. */
    public synchronized FakeKernel labelled(long job, String label) {
        job(job).label = label;
        return self();
    }

    /** The job ends, and another one takes its id and its processes; it has used nothing yet. */
    public synchronized FakeKernel usedAgain(long job) {
        pids(job).forEach(pid -> next(job).entered(1));
        return self();
    }

    /** The last moments of so many processes are in no account. */
    public synchronized FakeKernel leavingUnsettled(long processes) {
        unsettled += processes;
        return self();
    }

    /** So many final records had to give way. */
    public synchronized FakeKernel droppedRecords(long count) {
        historyDropped = count;
        return self();
    }

    /** Adds a final record, as the last job that ended. */
    public synchronized FakeKernel ended(EndedJob job) {
        ended.add(0, job);
        return self();
    }

    /** Something happens; the sequence number of the event is given here. */
    public synchronized FakeKernel happens(KernelEvent.Type type, long job, long pid, long uid, long value) {
        tell(type, job(job), pid, uid, value, 1);
        return self();
    }

    /** The next question for events finds that so many were overwritten before. */
    public synchronized FakeKernel losesEvents(long count) {
        eventsLost = count;
        return self();
    }

    /** So many events are lost in the kernel; it counts them. */
    public synchronized FakeKernel counting(long lost) {
        lostEvents += lost;
        return self();
    }

    /** The kernel skips so many more hooks, and the backup hooks make up for so many of them. */
    public synchronized FakeKernel skippingHooks(long skipped, long repaired) {
        skippedHooks += skipped;
        repairedHooks += repaired;
        return self();
    }

    /** So many of the processes have no record. */
    public synchronized FakeKernel untabled(int count) {
        untabled = count;
        return self();
    }

    /** {@return how often something was asked: status, account, jobs, events, sweep} */
    public synchronized int asked(String question) {
        return questions.getOrDefault(question, 0);
    }

    /** Sets what the kernel offers. */
    public synchronized FakeKernel offering(KernelFeature... offered) {
        features = List.of(offered);
        return self();
    }

    /** The kernel refuses a feature of the extension, in each start. */
    public synchronized FakeKernel refusing(Feature feature, String reason) {
        refusals.add(new Refusal(feature, reason));
        return self();
    }

    boolean refuses(Feature feature) {
        return refusals.stream().anyMatch(refusal -> refusal.feature() == feature);
    }

    /** Every call from now on is refused; null ends that. */
    public synchronized FakeKernel refusing(KernelException exception) {
        refusal = exception;
        return self();
    }

    /** Every sweep from now on is refused. */
    public synchronized FakeKernel refusingSweeps(KernelException exception) {
        sweepRefusal = exception;
        return self();
    }

    /** A stop is killed half-way: no registration is taken any more. */
    public synchronized FakeKernel cutShort() {
        closing = true;
        return self();
    }

    /** What the kernel says of a load to who wants all of it. */
    public synchronized FakeKernel sayingOfLoads(String log) {
        loadLog = log;
        return self();
    }

    /** {@return the calls that changed something, in order, for example {@code register 42 100}} */
    public synchronized List<String> changes() {
        return List.copyOf(changes);
    }
}
