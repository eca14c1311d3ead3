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

    /** {@return most processes that the job had at one time} */
    @Description("Most processes that the job had at one time; counted by the kernel")
    int getProcessesPeak();

    /** {@return processes that were ever members of the job} */
    @Description("Processes that were ever members of the job; counted by the kernel")
    long getProcessesTotal();

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
