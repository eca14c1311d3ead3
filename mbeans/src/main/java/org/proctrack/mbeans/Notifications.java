// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import javax.management.MBeanNotificationInfo;
import javax.management.Notification;

/**
 * The types of all JMX notifications. They are frozen: clients hold them as text.
 *
 * <p>The source is the ObjectName of the MBean. The sequence number counts what that MBean has emitted since the agent
 * began, without gaps: a listener that sees a gap was too slow. The time is that of the event in the kernel. The message
 * is one line for people; the user data is a CompositeData for programs, with the {@link NotificationKeys} that the
 * descriptions here name and, for what the kernel tells, {@link NotificationKeys#EVENT}.
 */
public final class Notifications {

    /** A job has its first process. */
    public static final String JOB_REGISTERED = "proctrack.job.registered";

    /** A job has lost its last process. */
    public static final String JOB_EMPTIED = "proctrack.job.emptied";

    /** Somebody sent SIGKILL to a whole job. */
    public static final String JOB_KILLED = "proctrack.job.killed";

    /** Somebody sent another signal to a whole job. */
    public static final String JOB_SIGNALLED = "proctrack.job.signalled";

    /** The owner of a job has ended, and the kernel kills the job. */
    public static final String JOB_OWNER_ENDED = "proctrack.job.ownerEnded";

    /** A process was born into a job whose process events are wanted. */
    public static final String PROCESS_STARTED = "proctrack.process.started";

    /** A process of such a job has ended. */
    public static final String PROCESS_EXITED = "proctrack.process.exited";

    /** The first process without a record: the table or a user's share is full. */
    public static final String OVERFLOW_BEGUN = "proctrack.overflow.begun";

    /** Something was lost. */
    public static final String EVENTS_LOST = "proctrack.events.lost";

    /** The extension was loaded. */
    public static final String EXTENSION_STARTED = "proctrack.extension.started";

    /** The extension was loaded, but a feature of it is off: the kernel refused it. Once for each such feature. */
    public static final String FEATURE_OFF = "proctrack.extension.feature.off";

    /** The extension was unloaded. */
    public static final String EXTENSION_STOPPED = "proctrack.extension.stopped";

    private static final String WHO = "pid, uid, command of ";

    private Notifications() {}

    /**
     * What {@link Names#JOBS} emits.
     *
     * @return one element for each type, with its description
     */
    public static MBeanNotificationInfo[] ofJobs() {
        return new MBeanNotificationInfo[] {
            info(JOB_REGISTERED, "A job has its first process: jobId; " + WHO + "the process that registered it"),
            info(JOB_EMPTIED, "A job is empty: jobId, processesTotal; " + WHO + "the last process"),
            info(JOB_KILLED, "SIGKILL was sent to a job: jobId, signal, count; " + WHO + "the sender"),
            info(JOB_SIGNALLED, "Another signal was sent to a job: jobId, signal, count; " + WHO + "the sender"),
            info(
                    JOB_OWNER_ENDED,
                    "The owner of a job has ended, so the kernel kills the job: jobId, count; " + WHO + "the owner"),
            info(PROCESS_STARTED, "Job.ProcessEvents is on: jobId, parentPid; " + WHO + "the new process"),
            info(PROCESS_EXITED, "Job.ProcessEvents is on: jobId, exitStatus, signal; " + WHO + "the process"),
        };
    }

    /**
     * What {@link Names#EXTENSION} emits.
     *
     * @return one element for each type, with its description
     */
    public static MBeanNotificationInfo[] ofExtension() {
        return new MBeanNotificationInfo[] {
            info(OVERFLOW_BEGUN, "The table or a user's share is full: jobId; " + WHO + "the first without a record"),
            info(
                    EVENTS_LOST,
                    "Events were lost: lostEventCount, unreadEvents (overwritten before the agent read them)"),
            info(EXTENSION_STARTED, "The extension was loaded: magic, version, capacity"),
            info(FEATURE_OFF, "The extension was loaded without a feature, which the kernel refused: feature, reason"),
            info(EXTENSION_STOPPED, "The extension was unloaded; live jobs continue, untracked: magic"),
        };
    }

    private static MBeanNotificationInfo info(String type, String description) {
        return new MBeanNotificationInfo(new String[] {type}, Notification.class.getName(), description);
    }
}
