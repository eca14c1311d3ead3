// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import java.util.List;

/**
 * One live job. The MBean is there as long as the job has processes; a call after that is an
 * {@link IllegalStateException} or, once it is unregistered, JMX's InstanceNotFoundException.
 */
@Description("A live job: its processes, its owner, and the operations that signal it")
public interface JobMXBean {

    @Description("Current processes of the job, including untabled ones; counted by the kernel")
    @Unit("processes")
    @Metric("proctrack_job_processes")
    int getProcessCount();

    @Description("User id of the owner: the user who registered the job, or for whom root runs it; kept by the kernel")
    long getUid();

    @Description("Name of the owner, or the user id as text if it has no name")
    @Metric("proctrack_job_owner")
    String getUser();

    @Description("Label that root gave to the job, for example slurm 12.0, or empty if there is none")
    String getLabel();

    @Description("Process id of the owner, with whom the job dies, or 0 if it has none; kept by the kernel")
    @Unit("pid")
    long getOwner();

    @Description("Name of the owner when the job was tied to it, or empty if it has none; kept by the kernel")
    String getOwnerName();

    @Description("When the job was registered, epoch milliseconds; kept by the kernel")
    @Unit(Unit.EPOCH_MILLIS)
    @Metric(value = "proctrack_job_start_time_seconds", zero = false)
    long getSinceMillis();

    @Description(
            "RUNNING, SUSPENDED (new processes are stopped) or DYING (new processes are killed); kept by the kernel")
    String getPhase();

    @Description("Current processes without a record, because the table was full; they are killed like all others")
    @Unit("processes")
    int getUntabled();

    @Description("Peak number of processes of the job; counted by the kernel")
    @Unit("processes")
    int getProcessesPeak();

    @Description("Processes that were ever in the job; counted by the kernel")
    @Unit("processes")
    @Metric("proctrack_job_processes_entered_total")
    long getProcessesTotal();

    @Description("CPU time in ns, user and system, of living and ended processes; counted by the kernel")
    @Unit("nanoseconds")
    @Metric("proctrack_job_cpu_seconds_total")
    long getCpuNanos();

    @Description("User-mode part of CpuNanos, in ns, as the kernel splits it by timer ticks")
    @Unit("nanoseconds")
    long getUserNanos();

    @Description("Kernel part of CpuNanos, in ns, as the kernel splits it by timer ticks")
    @Unit("nanoseconds")
    long getSystemNanos();

    @Description("Largest resident memory of any one process, in bytes; from the kernel")
    @Unit("bytes")
    @Metric("proctrack_job_max_rss_bytes")
    long getMaxRssBytes();

    @Description("Bytes read from storage (read_bytes of /proc/PID/io); counted by the kernel")
    @Unit("bytes")
    @Metric("proctrack_job_read_bytes_total")
    long getReadBytes();

    @Description("Bytes written to storage or to the page cache (write_bytes of /proc/PID/io); counted by the kernel")
    @Unit("bytes")
    @Metric("proctrack_job_write_bytes_total")
    long getWriteBytes();

    @Description(
            "Bytes returned by read calls, also from caches and pipes (rchar of /proc/PID/io); counted by the kernel")
    @Unit("bytes")
    long getReadCharBytes();

    @Description("Bytes passed to write calls, also to pipes (wchar of /proc/PID/io); counted by the kernel")
    @Unit("bytes")
    long getWriteCharBytes();

    @Description("Context switches because a thread waited; counted by the kernel")
    @Unit("context switches")
    long getVoluntarySwitches();

    @Description("Context switches because another thread had its turn; counted by the kernel")
    @Unit("context switches")
    long getInvoluntarySwitches();

    @Description("Page faults without I/O; counted by the kernel")
    @Unit("page faults")
    long getMinorFaults();

    @Description("Page faults with I/O; counted by the kernel")
    @Unit("page faults")
    long getMajorFaults();

    @Description("Processes that ended with status 0; counted by the kernel")
    @Unit("processes")
    long getExitedNormally();

    @Description("Processes that ended with a status other than 0; counted by the kernel")
    @Unit("processes")
    @Metric("proctrack_job_exits_failed_total")
    long getExitedFailed();

    @Description("Processes killed by a signal, not counting the OOM killer; counted by the kernel")
    @Unit("processes")
    long getExitedBySignal();

    @Description("Processes killed by the OOM killer; counted by the kernel")
    @Unit("processes")
    @Metric("proctrack_job_exits_oom_total")
    long getExitedByOom();

    @Description(
            "Writable: true if Jobs sends a notification for each start and exit of a process of the job; kept by the kernel")
    boolean isProcessEvents();

    /**
     * Makes an event of each start and exit of a process of the job, or no longer. Newborns cost more while it is on.
     *
     * @param wanted whether they are wanted
     * @throws IllegalStateException when the extension is not loaded, or the job is gone
     */
    void setProcessEvents(boolean wanted);

    @Description("Process ids of all current processes, as the agent sees them; listed by the kernel")
    long[] getPids();

    @Description("All current processes; listed by the kernel")
    List<ProcessInfo> getProcesses();

    /**
     * SIGKILL to every process of the job, newborns included, and a short wait until they are gone.
     *
     * @return what came of it
     * @throws IllegalStateException when the extension is not loaded, or the job is gone
     */
    @Description("Send SIGKILL to every process of the job; returns how many were signalled, and the survivors")
    @Operation(Impact.ACTION_INFO)
    KillVerdict kill();

    /**
     * A signal to every process of the job.
     *
     * @param signal name or number, for example HUP, SIGHUP or 1
     * @return what came of it
     * @throws IllegalArgumentException when there is no such signal
     * @throws IllegalStateException when the extension is not loaded, or the job is gone
     */
    @Description("Signal every process of the job; returns how many were signalled, and the survivors")
    @Operation(Impact.ACTION_INFO)
    KillVerdict signal(@Description("Signal name or number, for example HUP, SIGTERM or 9") String signal);

    /**
     * Ends the job in good order: SIGTERM and SIGCONT, then SIGKILL to what is left after the grace time.
     *
     * @param graceMillis time between the two, in milliseconds, from 1
     * @return what came of it
     * @throws IllegalArgumentException when the time is out of range
     * @throws IllegalStateException when the extension is not loaded, or the job is gone
     */
    @Description(
            "Send SIGTERM and SIGCONT, then SIGKILL to the processes that are left after the grace time; returns the survivors")
    @Operation(Impact.ACTION_INFO)
    KillVerdict terminate(@Description("Grace time in milliseconds, 1 or more") long graceMillis);

    /**
     * SIGSTOP to every process of the job; newborns are stopped at birth.
     *
     * @return what came of it
     * @throws IllegalStateException when the extension is not loaded, or the job is gone
     */
    @Description("Send SIGSTOP to every process of the job; returns how many were signalled")
    @Operation(Impact.ACTION_INFO)
    KillVerdict suspend();

    /**
     * SIGCONT to every process of the job.
     *
     * @return what came of it
     * @throws IllegalStateException when the extension is not loaded, or the job is gone
     */
    @Description("Send SIGCONT to every process of the job; returns how many were signalled")
    @Operation(Impact.ACTION_INFO)
    KillVerdict resume();
}
