// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.KernelFeature;
import org.proctrack.mbeans.ProcessInfo;

/**
 * The kernel extension as the agent and the command line see it: the one boundary at which tests may put a fake.
 *
 * <p>Implementations keep no state: every call asks the kernel. All methods throw {@link KernelException}; its kind says
 * what an exit code or a JDK exception is made of, its message is one line that says what to do. Job ids are 1 to
 * 4294967295, pids are those of the initial pid namespace. Thread-safe.
 */
public interface Kernel {

    /** {@return the extension's state; empty when it is not loaded} */
    Optional<ExtensionStatus> status();

    /**
     * Loads, attaches and pins an extension.
     *
     * @param image what to load
     * @param options capacity and the choices at start
     * @return what the kernel and the loader said of a load that went well, many lines; mostly empty
     */
    String start(ExtensionImage image, StartOptions options);

    /**
     * Detaches and unpins the extension.
     *
     * @param image the file that must have produced what is loaded
     * @param force also with live jobs, another build or another layout
     */
    void stop(ExtensionImage image, boolean force);

    /**
     * Lets a group use what is loaded as root may, but for start, stop and this. One group at a time. A group with the
     * number 0 takes it back.
     *
     * @param group its name or number
     */
    void grant(String group);

    /** {@return the group that was granted what is loaded; empty when nobody but root may use it} */
    Optional<Group> granted();

    /** Puts one process into a job. */
    void register(long job, long pid);

    /**
     * Puts one process into a job that has none yet, and that nobody else can have got at the same time.
     *
     * @return its id: that of the process, if it is free
     */
    long begin(long pid);

    /**
     * Says what a job is, for people; NO_SUCH_JOB when it has ended.
     *
     * @param label at most 31 printable ASCII characters; the rest is cut
     */
    void label(long job, String label);

    /**
     * Ties a job to a process: when that ends, however it ends, the kernel kills the job. It takes the place of the
     * owner that the job has.
     *
     * @param owner any process, of the job or not
     */
    void tie(long job, long owner);

    /** Takes a job's owner away; a job without one stays as it is. */
    void untie(long job);

    /** Puts a process and the descendants that it has into a job, and answers how many were taken. */
    int adopt(long job, long pid);

    /** Forgets an empty job; BUSY while it has processes. A job that nobody knows is empty. */
    void unregister(long job);

    /**
     * Takes out members that have ended without the kernel's telling, where it skips hooks; elsewhere there are none.
     *
     * @return how many were taken out
     */
    int sweep();

    /** {@return the job of a process; empty when it is in none} */
    Optional<Long> find(long pid);

    /** {@return all jobs that have processes, in no order} */
    List<LiveJob> live();

    /** {@return what there is to say of all jobs that have processes, ascending by id} */
    List<JobInfo> jobs();

    /** {@return a live job with what it has used; empty when it has ended, also when another one has its id} */
    Optional<JobAccount> account(JobRef job);

    /** {@return whichever live job has this id} */
    default Optional<JobAccount> account(long job) {
        return account(JobRef.of(job));
    }

    /**
     * Final records of jobs that have ended. There may be a million, which is more than a small heap has room for.
     *
     * @param most that are wanted
     * @return the last ones, the very last one first
     */
    List<EndedJob> history(long most);

    /**
     * Final records of the jobs that had an id.
     *
     * @param most that are wanted
     * @return the last ones, the very last one first
     */
    List<EndedJob> historyOf(long job, long most);

    /**
     * What happened since.
     *
     * @param after sequence number of the last event that is known; {@link Long#MAX_VALUE} asks for no event, only for
     *     the last number
     */
    KernelEvents events(long after);

    /**
     * Sleeps until there are other jobs or events than before, a fifth of a second at least; also while nothing is
     * loaded. Deaf to interrupts.
     *
     * @param known what the last call answered, any number at first
     * @param reads whether the caller reads events: a stop waits a moment for those who do
     * @param most how long at most
     * @return the same number, or another one when there is something new
     */
    long awaitNews(long known, boolean reads, Duration most);

    /** Makes an event of each start and exit of a process of a job, or no longer; NO_SUCH_JOB when it has ended. */
    void processEvents(JobRef job, boolean wanted);

    /** Turns the debug trace on or off. */
    void debug(boolean on);

    /** Asks for all records in the debug log; nothing happens when the trace is off. */
    void dumpToLog();

    /** {@return the processes of a job, ascending by pid; empty when it has ended or never was} */
    List<ProcessInfo> processes(JobRef job);

    /** {@return the processes of whichever job has this id} */
    default List<ProcessInfo> processes(long job) {
        return processes(JobRef.of(job));
    }

    /** {@return the processes of all jobs, ascending by job and pid} */
    List<ProcessInfo> allProcesses();

    /**
     * A part of the processes of a job. Whoever stays in the job is in exactly one of its parts.
     *
     * @param place where the part before ended
     * @param most processes to answer, from {@link Listing#STEP}
     * @return {@link Listing#NOTHING} when the job has ended or never was
     */
    Listing processes(long job, Place place, int most);

    /**
     * Signals every process of a job; NO_SUCH_JOB when it has ended, also when another one has its id.
     *
     * @param signal 1 to 64
     */
    Signalled signal(JobRef job, int signal);

    /** Signals every process of whichever job has this id. */
    default Signalled signal(long job, int signal) {
        return signal(JobRef.of(job), signal);
    }

    /**
     * Waits until a job has no process; one that nobody knows has none.
     *
     * @param timeout how long at most
     * @return whether it is empty
     */
    boolean awaitEmpty(JobRef job, Duration timeout);

    /** Waits for whichever job has this id at first. */
    default boolean awaitEmpty(long job, Duration timeout) {
        return awaitEmpty(JobRef.of(job), timeout);
    }

    /**
     * Puts this process into a job and becomes the command, which keeps the pid; returns only by an exception.
     *
     * @param job 0: the process is in its job already
     */
    void exec(long job, List<String> command);

    /** {@return what the running kernel offers, with or without the extension} */
    List<KernelFeature> features();
}
