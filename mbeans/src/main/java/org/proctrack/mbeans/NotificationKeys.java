// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

/**
 * The keys of the user data of {@link Notifications}, which is a CompositeData. They are frozen: clients hold them as
 * text. The value of a key is a Long or, where it says so, a String.
 */
public final class NotificationKeys {

    /** The kernel's number of the event, from 1 since the load: of all that the kernel tells. */
    public static final String EVENT = "event";

    /** Job id: of all that is about a job or a process. */
    public static final String JOB_ID = "jobId";

    /** Process id of who did it, or whom it is about. */
    public static final String PID = "pid";

    /** User id of that process. */
    public static final String UID = "uid";

    /** Name of that process in the kernel, at most 15 characters; a String. */
    public static final String COMMAND = "command";

    /** Processes that were ever members: of {@link Notifications#JOB_EMPTIED}. */
    public static final String PROCESSES_TOTAL = "processesTotal";

    /**
     * Name of a signal, for example SIGKILL; a String: of {@link Notifications#JOB_KILLED}, {@link
     * Notifications#JOB_SIGNALLED} and, empty when none ended it, {@link Notifications#PROCESS_EXITED}.
     */
    public static final String SIGNAL = "signal";

    /**
     * Processes that were signalled: of {@link Notifications#JOB_KILLED}, {@link Notifications#JOB_SIGNALLED} and {@link
     * Notifications#JOB_OWNER_ENDED}.
     */
    public static final String COUNT = "count";

    /** Process id of the parent: of {@link Notifications#PROCESS_STARTED}. */
    public static final String PARENT_PID = "parentPid";

    /** 0 to 255, or -1 when a signal ended it: of {@link Notifications#PROCESS_EXITED}. */
    public static final String EXIT_STATUS = "exitStatus";

    /** LostEventCount of the extension: of {@link Notifications#EVENTS_LOST}. */
    public static final String LOST_EVENT_COUNT = "lostEventCount";

    /** Events that were overwritten before they were read: of {@link Notifications#EVENTS_LOST}. */
    public static final String UNREAD_EVENTS = "unreadEvents";

    /** Magic number of the build; a String: of what is about the extension's load. */
    public static final String MAGIC = "magic";

    /** Version of the build; a String: likewise. */
    public static final String VERSION = "version";

    /** Processes that have a record: of {@link Notifications#EXTENSION_STARTED}. */
    public static final String CAPACITY = "capacity";

    /** Name of a feature, as in KernelFeatures; a String: of {@link Notifications#FEATURE_OFF}. */
    public static final String FEATURE = "feature";

    /** What the kernel said; a String: of {@link Notifications#FEATURE_OFF}. */
    public static final String REASON = "reason";

    private NotificationKeys() {}
}
