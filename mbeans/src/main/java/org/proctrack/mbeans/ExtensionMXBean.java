// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import java.util.List;

/**
 * The kernel extension: state, capacity, losses; load and unload. Answers whether or not the extension is loaded; when
 * it is not, numbers are 0, texts are empty, {@link #isRunning()} is false. Emits the notifications of
 * {@link Notifications#ofExtension()}.
 */
@Description("The kernel extension proctrackext: state, capacity, losses; load and unload")
public interface ExtensionMXBean {

    @Description("True if the extension is loaded; read from the kernel")
    @Metric("proctrack_extension_up")
    boolean isRunning();

    @Description("STOPPED, RUNNING, FAILED or UNAVAILABLE")
    String getState();

    @Description("Why the state is FAILED or UNAVAILABLE, or the last stop failed, and what to do; empty otherwise")
    String getFailureReason();

    @Description("File that the extension was loaded from; empty for the bundled one; kept by the kernel")
    String getFile();

    @Description("Version of the loaded extension, kept by the kernel")
    String getVersion();

    @Description("Magic number of the loaded build, 16 hex digits, from the kernel's tags of all its programs")
    String getMagic();

    @Description("Processes that can have a record (-n of start)")
    @Unit("processes")
    @Metric("proctrack_capacity_processes")
    int getCapacity();

    @Description(
            "How many of the records the jobs of each user other than root may use; further processes are untabled")
    @Unit("processes")
    @Metric("proctrack_user_share_processes")
    int getUserShare();

    @Description("True if any process of any user can use the calls of proctrack.h")
    @Metric("proctrack_calls_open")
    boolean isCallsOpen();

    @Description("Current processes of all jobs, including untabled ones; counted by the kernel")
    @Unit("processes")
    @Metric("proctrack_tracked_processes")
    int getTracked();

    @Description("Peak number of tracked processes since the load; counted by the kernel")
    @Unit("processes")
    @Metric("proctrack_tracked_processes_peak")
    int getTrackedPeak();

    @Description(
            "Records in use, in percent of Capacity, rounded up; 0 to 100; for alarms (GaugeMonitor); counted by the kernel")
    @Unit("percent")
    @Metric("proctrack_capacity_used_ratio")
    int getCapacityUsedPercent();

    @Description(
            "Current tracked processes without a record, because the table was full; a kill of their job reaches them too")
    @Unit("processes")
    @Metric("proctrack_untabled_processes")
    int getUntabled();

    @Description("Processes without a record since the load; counted by the kernel")
    @Unit("processes")
    @Metric("proctrack_table_overflows_total")
    long getUntabledTotal();

    @Description("Processes killed at birth because the table was full (start --overflow=kill); counted by the kernel")
    @Unit("processes")
    @Metric("proctrack_overflow_kills_total")
    long getOverflowKills();

    @Description("Current jobs with processes; counted by the kernel")
    @Unit("jobs")
    @Metric("proctrack_jobs")
    int getJobCount();

    @Description(
            "Most jobs that can have processes at one time; it follows from the capacity, and is kept by the kernel")
    @Unit("jobs")
    int getJobCapacity();

    @Description("Jobs that began since the load; counted by the kernel")
    @Unit("jobs")
    @Metric("proctrack_jobs_started_total")
    long getJobsTotal();

    @Description("Processes that entered a job since the load, by a fork or by registration; counted by the kernel")
    @Unit("processes")
    @Metric("proctrack_forks_total")
    long getForkCount();

    @Description("Processes that left a job by exiting since the load; counted by the kernel")
    @Unit("processes")
    @Metric("proctrack_exits_total")
    long getExitCount();

    @Description(
            "Events lost since the load (stale records, newborns that could not be signalled, events of users beyond their quota); 0 is normal; UnsettledCount counts what is missing in accounts")
    @Unit("events")
    @Metric("proctrack_lost_events_total")
    long getLostEventCount();

    @Description(
            "Fork and exit hooks that the kernel skipped since the load, for processes in or outside jobs, because a task was preempted inside them (Linux 7.0 and later); counted by the kernel; LostEventCount counts the losses")
    @Unit("hooks")
    @Metric("proctrack_skipped_hooks_total")
    long getSkippedHookCount();

    @Description(
            "Skipped hooks of processes in jobs whose work a backup hook did, part of SkippedHookCount, since the load; counted by the kernel")
    @Unit("hooks")
    @Metric("proctrack_repaired_hooks_total")
    long getRepairedHookCount();

    @Description(
            "Processes of jobs that ended since the load and whose last CPU time is in no account; counted by the kernel; not part of LostEventCount, because no process escaped")
    @Unit("processes")
    @Metric("proctrack_unsettled_total")
    long getUnsettledCount();

    @Description("CPU time in ns of the processes of jobs that ended since the load; counted by the kernel")
    @Unit("nanoseconds")
    @Metric("proctrack_ended_cpu_seconds_total")
    long getCpuNanos();

    @Description("Bytes read from storage by processes of jobs that ended since the load; counted by the kernel")
    @Unit("bytes")
    @Metric("proctrack_ended_read_bytes_total")
    long getReadBytes();

    @Description("Bytes written to storage by processes of jobs that ended since the load; counted by the kernel")
    @Unit("bytes")
    @Metric("proctrack_ended_write_bytes_total")
    long getWriteBytes();

    @Description("Processes of jobs that ended with status 0, since the load; counted by the kernel")
    @Unit("processes")
    @Metric(value = "proctrack_ended_processes_total", label = "how=normal")
    long getExitedNormally();

    @Description("Processes of jobs that ended with a status other than 0, since the load; counted by the kernel")
    @Unit("processes")
    @Metric(value = "proctrack_ended_processes_total", label = "how=failed")
    long getExitedFailed();

    @Description(
            "Processes of jobs killed by a signal since the load, not counting the OOM killer; counted by the kernel")
    @Unit("processes")
    @Metric(value = "proctrack_ended_processes_total", label = "how=signal")
    long getExitedBySignal();

    @Description("Processes of jobs killed by the OOM killer since the load; counted by the kernel")
    @Unit("processes")
    @Metric(value = "proctrack_ended_processes_total", label = "how=oom")
    long getExitedByOom();

    @Description("Maximum number of final records of ended jobs (start --history); kept by the kernel")
    @Unit("records")
    @Metric("proctrack_history_capacity_jobs")
    int getHistoryCapacity();

    @Description("Current number of final records of ended jobs; Jobs.history lists them; counted by the kernel")
    @Unit("records")
    @Metric("proctrack_history_jobs")
    int getHistoryCount();

    @Description("Final records dropped to make room for later ones since the load; counted by the kernel")
    @Unit("records")
    @Metric("proctrack_history_dropped_jobs_total")
    long getHistoryDropped();

    @Description("Events since the load; counted by the kernel")
    @Unit("events")
    @Metric("proctrack_events_total")
    long getEventCount();

    @Description("Notifications that this agent dropped because a listener was too slow; other listeners got them")
    @Unit("notifications")
    @Metric("proctrack_notifications_dropped_total")
    long getNotificationsDropped();

    @Description(
            "When the certificate of remote management expires, epoch milliseconds (0 without agent --jmx and TLS)")
    @Unit(Unit.EPOCH_MILLIS)
    @Metric("proctrack_remote_certificate_expires_timestamp_seconds")
    long getRemoteCertificateExpiresMillis();

    @Description("What will soon stop working, and what to do: a certificate that expires; otherwise empty")
    String getWarning();

    @Description("Writable: true if the debug trace of the extension is on; kept by the kernel")
    @Metric("proctrack_debug_enabled")
    boolean isDebug();

    /**
     * Turns the debug trace of the extension on or off.
     *
     * @param on whether it is wanted
     * @throws IllegalStateException when the extension is not loaded
     */
    void setDebug(boolean on);

    @Description("File that the debug trace goes to, in the directory where start ran; kept by the kernel")
    String getDebugLog();

    @Description("When the extension was loaded, epoch milliseconds; 0 if it is not loaded")
    @Unit(Unit.EPOCH_MILLIS)
    @Metric(value = "proctrack_loaded_timestamp_seconds", zero = false)
    long getLoadedSinceMillis();

    @Description(
            "Kernel features that the loaded extension uses, and why the others are off; if none is loaded, what this kernel supports; each with the first Linux version that has it")
    List<KernelFeature> getKernelFeatures();

    /**
     * Loads the extension, attaches and pins it.
     *
     * @param file path of the extension; empty for the bundled one
     * @param n capacity in processes, 1 to 4194304
     * @throws IllegalArgumentException when the file is not a proctrack extension or n is out of range
     * @throws IllegalStateException when one is loaded already, or the kernel refuses it
     */
    @Description("Load the extension; it stays loaded after the agent ends")
    @Operation(Impact.ACTION)
    void start(
            @Description("Path of the extension; empty for the bundled one") String file,
            @Description("Capacity in processes, 1 to 4194304; 2048 is typical") int n);

    /**
     * Detaches and unpins the extension, if no job is alive.
     *
     * @param file path of the extension that is loaded; empty for the bundled one
     * @throws IllegalArgumentException when the file is not a proctrack extension
     * @throws IllegalStateException when none or another build is loaded, or jobs are alive
     */
    @Description("Unload the extension; fails while there are jobs")
    @Operation(Impact.ACTION)
    void stop(@Description("Path of the loaded extension; empty for the bundled one") String file);

    /**
     * Detaches and unpins the extension even if jobs are alive or another build is loaded: the way out when all else is
     * refused. Processes go on, untracked.
     *
     * @param file path of the extension that is loaded; empty for the bundled one
     * @throws IllegalArgumentException when the file is not a proctrack extension
     * @throws IllegalStateException when none is loaded
     */
    @Description("Unload the extension even if there are jobs; their processes continue, untracked")
    @Operation(Impact.ACTION)
    void forceStop(@Description("Path of the loaded extension; empty for the bundled one") String file);

    /**
     * All records, for people to read; the form may change.
     *
     * @return one line for each process
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description(
            "All records as text, one line per process, read from the kernel; if Debug is on, also written to the log")
    @Operation(Impact.INFO)
    String dumpRecords();
}
