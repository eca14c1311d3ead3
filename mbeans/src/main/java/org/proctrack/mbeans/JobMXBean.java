// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import java.util.List;

/**
 * One live job. The MBean is there as long as the job has processes; a call after that is an
 * {@link IllegalStateException} or, once it is unregistered, JMX's InstanceNotFoundException.
 */
@Description("One live job: its processes, its owner, and the calls that signal it")
public interface JobMXBean {

    /** {@return processes of the job now, untabled ones included} */
    @Description("Processes of the job now, untabled ones included; counted by the kernel")
    int getProcessCount();

    /** {@return user id of whoever registered the job, or of the one for whom root runs it} */
    @Description("User id of whoever registered the job, or of the one for whom root runs it; kept by the kernel")
    long getUid();

    /** {@return name of that user; the number as text when it has no name} */
    @Description("Name of the user with that id; the id as text when it has no name")
    String getUser();

    /** {@return what root says that the job is, for example {@code slurm 12.0}; empty when nothing was said} */
    @Description("What root says that the job is, for example slurm 12.0; empty when nothing was said")
    String getLabel();

    /** {@return when the job was registered, in epoch milliseconds} */
    @Description("When the job was registered, epoch milliseconds; kept by the kernel")
    long getSinceMillis();

    /** {@return name of a {@link JobPhase}: RUNNING, SUSPENDED or DYING; empty when the job is gone} */
    @Description("RUNNING, SUSPENDED (newborns are stopped) or DYING (killed: newborns die); kept by the kernel")
    String getPhase();

    /** {@return processes of the job without a record, now} */
    @Description(
            "Of these processes, those without a record because the table was full; they are killed like all others")
    int getUntabled();

    /** {@return most processes that the job had at one time} */
    @Description("Most processes that the job had at one time; counted by the kernel")
    int getProcessesPeak();

    /** {@return processes that were ever members of the job} */
    @Description("Processes that were ever members of the job; counted by the kernel")
    long getProcessesTotal();

    /** {@return CPU time, in ns; {@code UserNanos + SystemNanos}} */
    @Description("CPU time in ns, user and system, of live and ended processes; counted by the kernel")
    long getCpuNanos();

    /** {@return of it, in user mode, in ns, as the kernel splits it} */
    @Description("Of CpuNanos, ns in user mode, as the kernel splits it by timer ticks")
    long getUserNanos();

    /** {@return of it, in the kernel, in ns} */
    @Description("Of CpuNanos, ns in the kernel, as the kernel splits it by timer ticks")
    long getSystemNanos();

    /** {@return largest resident memory that any one process had, in bytes} */
    @Description("Largest resident memory that any one process had, in bytes; from the kernel")
    long getMaxRssBytes();

    /** {@return bytes that were fetched from storage} */
    @Description("Bytes fetched from storage (read_bytes of /proc/PID/io); counted by the kernel")
    long getReadBytes();

    /** {@return bytes that were sent to storage, or to the page cache on their way there} */
    @Description(
            "Bytes sent to storage, or to the page cache on the way (write_bytes of /proc/PID/io); counted by the kernel")
    long getWriteBytes();

    /** {@return bytes that passed through read calls, from caches, pipes and terminals too} */
    @Description(
            "Bytes that passed through read calls, caches and pipes too (rchar of /proc/PID/io); counted by the kernel")
    long getReadCharBytes();

    /** {@return bytes that passed through write calls, to pipes and terminals too} */
    @Description("Bytes that passed through write calls, pipes too (wchar of /proc/PID/io); counted by the kernel")
    long getWriteCharBytes();

    /** {@return context switches because a thread waited} */
    @Description("Context switches because a thread waited; counted by the kernel")
    long getVoluntarySwitches();

    /** {@return context switches because another thread had its turn} */
    @Description("Context switches because another thread had its turn; counted by the kernel")
    long getInvoluntarySwitches();

    /** {@return page faults without I/O} */
    @Description("Page faults without I/O; counted by the kernel")
    long getMinorFaults();

    /** {@return page faults with I/O} */
    @Description("Page faults with I/O; counted by the kernel")
    long getMajorFaults();

    /** {@return processes that ended with status 0} */
    @Description("Processes that ended with status 0; counted by the kernel")
    long getExitedNormally();

    /** {@return processes that ended with another status} */
    @Description("Processes that ended with another status than 0; counted by the kernel")
    long getExitedFailed();

    /** {@return processes that a signal ended, the OOM killer's not included} */
    @Description("Processes that a signal ended, the OOM killer's not included; counted by the kernel")
    long getExitedBySignal();

    /** {@return processes that the OOM killer ended} */
    @Description("Processes that the OOM killer ended; counted by the kernel")
    long getExitedByOom();

    /** {@return whether each start and exit of a process of the job is an event, and a notification of {@code Jobs}} */
    @Description(
            "Writable: whether each start and exit of a process of the job is a notification of Jobs; kept by the kernel")
    boolean isProcessEvents();

    /**
     * Makes an event of each start and exit of a process of the job, or no longer. Newborns cost more while it is on.
     *
     * @param wanted whether they are wanted
     * @throws IllegalStateException when the extension is not loaded, or the job is gone
     */
    void setProcessEvents(boolean wanted);

    /** {@return process ids of all members now, as the agent sees them; untabled ones included} */
    @Description("Process ids of all members now, as the agent sees them; listed by the kernel")
    long[] getPids();

    /** {@return all members now; for large jobs {@link ProcessesMXBean#list} gives pages} */
    @Description("All members now; listed by the kernel")
    List<ProcessInfo> getProcesses();

    /**
     * SIGKILL to every process of the job, newborns included, and a short wait until they are gone.
     *
     * @return what came of it
     * @throws IllegalStateException when the extension is not loaded, or the job is gone
     */
    @Description("SIGKILL to every process of the job; answers who was signalled and who is left")
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
    @Description("Signal every process of the job; answers who was signalled and who is left")
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
    @Description("SIGTERM and SIGCONT, then SIGKILL to what is left after the grace time; answers who is left")
    @Operation(Impact.ACTION_INFO)
    KillVerdict terminate(@Description("Grace time in milliseconds, from 1") long graceMillis);

    /**
     * SIGSTOP to every process of the job; newborns are stopped at birth.
     *
     * @return what came of it
     * @throws IllegalStateException when the extension is not loaded, or the job is gone
     */
    @Description("SIGSTOP to every process of the job; answers who was signalled")
    @Operation(Impact.ACTION_INFO)
    KillVerdict suspend();

    /**
     * SIGCONT to every process of the job.
     *
     * @return what came of it
     * @throws IllegalStateException when the extension is not loaded, or the job is gone
     */
    @Description("SIGCONT to every process of the job; answers who was signalled")
    @Operation(Impact.ACTION_INFO)
    KillVerdict resume();
}
