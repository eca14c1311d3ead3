// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import java.util.List;

/**
 * The kernel extension: state, capacity, losses; load and unload. Answers whether or not the extension is loaded; when
 * it is not, numbers are 0, texts are empty, {@link #isRunning()} is false.
 */
@Description("The kernel extension proctrackext: state, capacity, losses; load and unload")
public interface ExtensionMXBean {

    /** {@return true when the extension is loaded and tracks, whoever loaded it} */
    @Description("True when the extension is loaded and tracks; read from the kernel")
    boolean isRunning();

    /** {@return name of an {@link ExtensionState}} */
    @Description("STOPPED, RUNNING, FAILED or UNAVAILABLE")
    String getState();

    /** {@return one line why the state is FAILED or UNAVAILABLE and what to do; empty otherwise} */
    @Description("Why the state is FAILED or UNAVAILABLE, and what to do; empty otherwise")
    String getFailureReason();

    /** {@return file that the extension was loaded from, as given to start; empty for the bundled one} */
    @Description("File that the extension was loaded from, kept by the kernel; empty for the bundled extension")
    String getFile();

    /** {@return version text of the loaded extension} */
    @Description("Version of the loaded extension, kept by the kernel")
    String getVersion();

    /** {@return 16 hex digits that name the build of the loaded extension} */
    @Description("Magic number of the loaded build, 16 hex digits, from the kernel's tags of all its programs")
    String getMagic();

    /** {@return the n given to start, in processes} */
    @Description("Processes that the table can hold (the -n of start)")
    int getCapacity();

    /** {@return of these, how many the jobs of one user other than root may take} */
    @Description(
            "Of these, how many the jobs of one user other than root may take; beyond it their processes are untabled")
    int getUserShare();

    /** {@return whether any process may use the calls of proctrack.h} */
    @Description("Whether any process of any user may use the calls of proctrack.h")
    boolean isCallsOpen();

    /** {@return processes of all jobs now, untabled ones included} */
    @Description("Processes of all jobs now, untabled ones included; counted by the kernel")
    int getTracked();

    /** {@return most processes tracked at one time since the load} */
    @Description("Most processes tracked at one time since the load; counted by the kernel")
    int getTrackedPeak();

    /** {@return tracked processes without a record, now} */
    @Description("Tracked processes without a record, now, because the table was full; they are killed with their job")
    int getUntabled();

    /** {@return jobs that have processes, now} */
    @Description("Jobs that have processes, now; counted by the kernel")
    int getJobCount();

    /** {@return processes that entered a job since the load} */
    @Description("Processes that entered a job since the load, by fork or registration; counted by the kernel")
    long getForkCount();

    /** {@return processes that left a job by their exit since the load} */
    @Description("Processes that left a job by their exit since the load; counted by the kernel")
    long getExitCount();

    /** {@return everything that went amiss since the load; more than 0 is worth a look} */
    @Description("Events lost since the load (stale records, newborns that could not be signalled); 0 is right")
    long getLostEventCount();

    /** {@return when the extension was loaded, in epoch milliseconds; 0 when it is not} */
    @Description("When the extension was loaded, epoch milliseconds; 0 when it is not")
    long getLoadedSinceMillis();

    /** {@return what this kernel offers, loaded or not} */
    @Description("What this kernel offers to the extension, with the Linux version that brought it")
    List<KernelFeature> getKernelFeatures();

    /**
     * Loads the extension, attaches and pins it.
     *
     * @param file path of the extension; empty for the bundled one
     * @param n capacity in processes, 1 to 4194304
     * @throws IllegalArgumentException when the file is not a proctrack extension or n is out of range
     * @throws IllegalStateException when one is loaded already, or the kernel refuses it
     */
    @Description("Load the extension; it stays loaded when the agent ends")
    @Operation(Impact.ACTION)
    void start(
            @Description("Path of the extension; empty means the bundled one") String file,
            @Description("Capacity in processes, 1 to 4194304; 2048 is usual") int n);

    /**
     * Detaches and unpins the extension, if no job is alive.
     *
     * @param file path of the extension that is loaded; empty for the bundled one
     * @throws IllegalArgumentException when the file is not a proctrack extension
     * @throws IllegalStateException when none or another build is loaded, or jobs are alive
     */
    @Description("Unload the extension; refused while jobs are alive")
    @Operation(Impact.ACTION)
    void stop(@Description("Path of the extension that is loaded; empty means the bundled one") String file);

    /**
     * Detaches and unpins the extension even if jobs are alive or another build is loaded: the way out when all else is
     * refused. Processes go on, untracked.
     *
     * @param file path of the extension that is loaded; empty for the bundled one
     * @throws IllegalArgumentException when the file is not a proctrack extension
     * @throws IllegalStateException when none is loaded
     */
    @Description("Unload the extension even if jobs are alive; their processes go on, untracked")
    @Operation(Impact.ACTION)
    void forceStop(@Description("Path of the extension that is loaded; empty means the bundled one") String file);

    /**
     * All records, for people to read; the form may change.
     *
     * @return one line for each process
     * @throws IllegalStateException when the extension is not loaded
     */
    @Description("All records as text, one line for each process, read from the kernel")
    @Operation(Impact.INFO)
    String dumpRecords();
}
