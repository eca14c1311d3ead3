// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import java.util.List;

/**
 * All jobs: what is tracked, and the calls that put processes into jobs and signal them. Emits the notifications of
 * {@link Notifications#ofJobs()}. Without a file descriptor to ask the kernel with, attributes are not 0 or empty, but
 * fail with an IllegalStateException.
 */
@Description("All jobs, and the operations that register and kill")
public interface JobsMXBean {

    @Description("Current jobs with processes; counted by the kernel")
    @Unit("jobs")
    int getCount();

    @Description("Ids of all current jobs, ascending; listed by the kernel")
    long[] getIds();

    @Description("All current jobs, ascending by id; listed by the kernel")
    List<JobInfo> getJobs();

    @Description("Jobs that got SIGKILL and still have processes; if this stays above 0, there are survivors")
    @Unit("jobs")
    @Metric("proctrack_dying_jobs")
    int getDyingCount();

    @Description(
            "Jobs without an MBean of their own: only the first 1000 (proctrack.jobs.max) have one; the operations here work for all")
    @Unit("jobs")
    @Metric("proctrack_omitted_jobs")
    int getOmittedCount();

    /**
     * Puts one process into a job; what it forks from then on follows it. The job begins with its first process.
     *
     * @param jobId job id, 1 to 4294967295
     * @param pid process id as the agent sees it
     * @throws IllegalArgumentException when an id is out of range, no such process runs, or it is in a job already
     * @throws IllegalStateException when the extension is not loaded, or its table is full
     */
    @Description("Put a process into a job; processes that it forks later follow")
    @Operation(Impact.ACTION)
    void register(
            @Description("Job id, 1 to 4294967295") long jobId,
            @Description("Process id of a running process") long pid);

    /**
     * Puts one process into a job that is its own: one that has no process yet, and that nobody else can have got.
     *
     * @param pid process id as the agent sees it
     * @return id of the job: that of the process, if it is free, else one above 4194304
     * @throws IllegalArgumentException when the pid is out of range, no such process runs, or it is in a job already
     * @throws IllegalStateException when the extension is not loaded, or its table is full
     */
    @Description("Put one process into a new job; answers its id: that of the process if it is free")
    @Operation(Impact.ACTION_INFO)
    long begin(@Description("Process id of a running process") long pid);

    /**
     * Says what a job is, for people: it shows as its label wherever the job does.
     *
     * @param jobId job id, 1 to 4294967295
     * @param text at most 31 printable ASCII characters but the backslash; empty takes the label away
     * @throws IllegalArgumentException when there is no such job, or the text is not as it should
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description("Say what a job is; shows as its Label")
    @Operation(Impact.ACTION)
    void label(
            @Description("Job id, 1 to 4294967295") long jobId,
            @Description("At most 31 printable ASCII characters but the backslash; empty takes it away") String text);

    /**
     * Ties a job to a process, its owner: when that ends, however it ends, the kernel kills the job, whether or not this
     * agent runs. The owner may be in the job or not, and may own several. A job has one owner, the last that it was given.
     *
     * @param jobId job id, 1 to 4294967295
     * @param pid process id of the owner as the agent sees it
     * @throws IllegalArgumentException when there is no such job, or no such process
     * @throws IllegalStateException when the extension is not loaded, the kernel is older than Linux 6.13, or the owner that
     *     the job has is gone and the job is being killed
     */
    @Description("Tie a job to a process, its owner: the kernel kills the job when the owner ends, however it ends")
    @Operation(Impact.ACTION)
    void tie(
            @Description("Job id, 1 to 4294967295") long jobId,
            @Description("Process id of the owner, in the job or not") long pid);

    /**
     * Takes a job's owner away; a job without one stays as it is.
     *
     * @param jobId job id, 1 to 4294967295
     * @throws IllegalArgumentException when there is no such job
     * @throws IllegalStateException as for {@link #tie}
     */
    @Description("Take a job's owner away: it no longer dies with it")
    @Operation(Impact.ACTION)
    void untie(@Description("Job id, 1 to 4294967295") long jobId);

    /**
     * The jobs that die with a process.
     *
     * @param owner process id as the agent sees it
     * @return their ids, ascending; empty when it owns none
     * @throws IllegalArgumentException when the pid is out of range
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description("Ids of the jobs that die with a process, ascending; listed by the kernel")
    @Operation(Impact.INFO)
    long[] jobsOf(@Description("Process id of the owner") long owner);

    /**
     * Puts one process into a job together with the descendants that it has already. Descendants that were handed to
     * init before cannot be known.
     *
     * @param jobId job id, 1 to 4294967295
     * @param pid process id as the agent sees it
     * @return number of processes taken into the job
     * @throws IllegalArgumentException when an id is out of range, no such process runs, or it is in another job
     * @throws IllegalStateException when the extension is not loaded, or its table is full
     */
    @Description("Put a process and its existing descendants into a job; returns how many processes were added")
    @Operation(Impact.ACTION_INFO)
    int adopt(
            @Description("Job id, 1 to 4294967295") long jobId,
            @Description("Process id of a running process") long pid);

    /**
     * Forgets an empty job.
     *
     * @param jobId job id, 1 to 4294967295
     * @throws IllegalArgumentException when the id is out of range
     * @throws IllegalStateException when the extension is not loaded, or the job still has processes
     */
    @Description("Forget an empty job; fails while it has processes")
    @Operation(Impact.ACTION)
    void unregister(@Description("Job id, 1 to 4294967295") long jobId);

    /**
     * Signals every process of a job, newborns included, and waits shortly for those that should die of it.
     *
     * @param jobId job id, 1 to 4294967295
     * @param signal name or number, for example KILL, SIGKILL or 9
     * @return what came of it
     * @throws IllegalArgumentException when there is no such job or no such signal
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description("Signal every process of a job; returns how many were signalled, and the survivors")
    @Operation(Impact.ACTION_INFO)
    KillVerdict killJob(
            @Description("Job id, 1 to 4294967295") long jobId,
            @Description("Signal name or number, for example KILL, SIGTERM or 9") String signal);

    /**
     * Ends a job in good order: SIGTERM and SIGCONT, then SIGKILL to what is left after the grace time.
     *
     * @param jobId job id, 1 to 4294967295
     * @param graceMillis time between the two, in milliseconds, from 1
     * @return what came of it
     * @throws IllegalArgumentException when there is no such job or the time is out of range
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description(
            "Send SIGTERM and SIGCONT to a job, then SIGKILL to the processes that are left after the grace time; returns the survivors")
    @Operation(Impact.ACTION_INFO)
    KillVerdict terminateJob(
            @Description("Job id, 1 to 4294967295") long jobId,
            @Description("Grace time in milliseconds, 1 or more") long graceMillis);

    /**
     * Waits until a job has no process. A job that nobody knows has none; another one that gets the id is not waited
     * for. At most 16 calls wait at one time, so that others find a thread.
     *
     * @param jobId job id, 1 to 4294967295
     * @param millis how long at most, in milliseconds, 1 to 600000
     * @return whether it is empty; call again when it is not
     * @throws IllegalArgumentException when a number is out of range
     * @throws IllegalStateException when the extension is not loaded, 16 calls wait already, or the thread is interrupted
     */
    @Description("Wait until a job has no process; answers whether it is so; at most 16 calls wait at one time")
    @Operation(Impact.INFO)
    boolean awaitEmpty(
            @Description("Job id, 1 to 4294967295") long jobId,
            @Description("How long at most, in milliseconds, 1 to 600000") long millis);

    /**
     * The job of a process.
     *
     * @param pid process id as the agent sees it
     * @return job id, 1 to 4294967295
     * @throws IllegalArgumentException when the process is in no job, or the id is out of range
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description("The job of a process; fails if it is not in a job")
    @Operation(Impact.INFO)
    long find(@Description("Process id of a running process") long pid);

    /**
     * A page of the final records of ended jobs. Each call is a new look: a record moves back when another job ends.
     *
     * @param offset records to leave out, from 0
     * @param limit most records to answer, 1 to 10000
     * @return the last one first; empty beyond the end
     * @throws IllegalArgumentException when a number is out of range
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description("A page of the final records of ended jobs, latest first; kept by the kernel")
    @Operation(Impact.INFO)
    List<EndedJob> history(
            @Description("Records to skip, 0 or more") int offset,
            @Description("Maximum number of records to return, 1 to 10000") int limit);

    /**
     * The final records of the jobs that had an id. A job that is still alive has none yet.
     *
     * @param jobId job id, 1 to 4294967295
     * @return the last one first, at most 10000; empty when there is none, or it gave way to later ones
     * @throws IllegalArgumentException when the id is out of range
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description("The final records of the ended jobs that had this id, the last one first; kept by the kernel")
    @Operation(Impact.INFO)
    List<EndedJob> historyOf(@Description("Job id, 1 to 4294967295") long jobId);
}
