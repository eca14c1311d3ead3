// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import java.util.List;

/** The tracked processes of all jobs. There is no MBean for each process: they come and go too fast. */
@Description("The tracked processes of all jobs")
public interface ProcessesMXBean {

    @Description("Current processes of all jobs, including untabled ones; counted by the kernel")
    @Unit("processes")
    int getCount();

    /**
     * A page of the processes of a job. Each call is a new snapshot of the whole job: a process may show on two pages, or
     * on none, when the job changes between two calls, and each page costs as much as all of them. For large jobs {@link
     * #page} does better.
     *
     * @param jobId job id, 1 to 4294967295
     * @param offset processes to leave out, from 0
     * @param limit most processes to answer, from 1
     * @return ascending by pid; empty beyond the end
     * @throws IllegalArgumentException when there is no such job, or a number is out of range
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description("A page of the processes of a job, ascending by pid; listed by the kernel")
    @Operation(Impact.INFO)
    List<ProcessInfo> list(
            @Description("Job id, 1 to 4294967295") long jobId,
            @Description("Processes to skip, 0 or more") int offset,
            @Description("Maximum number of processes to return, 1 or more") int limit);

    /**
     * All processes of all jobs, in one call: much cheaper than a call for each job.
     *
     * @return ascending by job id and pid; empty when there is none
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description("All processes of all jobs, ascending by job id and pid; listed by the kernel")
    @Operation(Impact.INFO)
    List<ProcessInfo> listAll();

    /**
     * The same as {@link #listAll} in columns, for programs that look at thousands of processes.
     *
     * @return ascending by job id and pid
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description("All processes of all jobs in columns: cheaper than listAll for thousands; listed by the kernel")
    @Operation(Impact.INFO)
    ProcessTable table();

    /**
     * A page of the processes of a job that goes on where another one ended, and reads no more than that. Whoever stays
     * in the job while the pages are read is on exactly one of them.
     *
     * @param jobId job id, 1 to 4294967295
     * @param place empty for the first page, then {@link ProcessPage#next} of the one before
     * @param limit most processes to answer, 64 to 10000; the kernel hands them out by 64
     * @return the page; an empty last one when the job ends between two of them
     * @throws IllegalArgumentException when there is no such job, or an argument is out of range
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description("A page of the processes of a job, in the order in which they entered it; listed by the kernel")
    @Operation(Impact.INFO)
    ProcessPage page(
            @Description("Job id, 1 to 4294967295") long jobId,
            @Description("Empty for the first page, then what next of the one before says") String place,
            @Description("Most processes to answer, 64 to 10000") int limit);

    /**
     * One tracked process.
     *
     * @param pid process id as the agent sees it
     * @return the process
     * @throws IllegalArgumentException when the process is in no job, or the id is out of range
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description("A tracked process; fails if it is not in a job")
    @Operation(Impact.INFO)
    ProcessInfo find(@Description("Process id of a running process") long pid);
}
