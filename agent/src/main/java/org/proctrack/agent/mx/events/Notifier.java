// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import java.util.concurrent.atomic.LongAdder;
import org.proctrack.agent.jobs.Signals;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.KernelEvent;
import org.proctrack.agent.kernel.Refusal;
import org.proctrack.agent.text.Printable;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.NotificationKeys;
import org.proctrack.mbeans.Notifications;

/** Makes JMX notifications of what happened. */
public final class Notifier implements AutoCloseable {

    private final LongAdder dropped = new LongAdder();
    private final Emitter jobs = new Emitter(Names.JOBS, Notifications.ofJobs(), dropped);
    private final Emitter extension = new Emitter(Names.EXTENSION, Notifications.ofExtension(), dropped);

    /** {@return what the MBean Jobs emits} */
    public Emitter jobs() {
        return jobs;
    }

    /** {@return what the MBean Extension emits} */
    public Emitter extension() {
        return extension;
    }

    /** {@return notifications that had no room in the queue of a listener} */
    public long dropped() {
        return dropped.sum();
    }

    boolean isHeard() {
        return jobs.hasListeners() || extension.hasListeners();
    }

    void event(KernelEvent event, TimeBudget budget) {
        switch (event.type()) {
            case JOB_REGISTERED -> emit(jobs, Notifications.JOB_REGISTERED, event, about(event), budget);
            case JOB_EMPTIED -> {
                UserData data = about(event)
                        .number(NotificationKeys.PROCESSES_TOTAL, event.value(), "Processes that were ever members");
                emit(jobs, Notifications.JOB_EMPTIED, event, data, budget);
            }
            case JOB_SIGNALLED -> {
                boolean killed = event.value() == Signals.KILL;
                UserData data = about(event)
                        .text(NotificationKeys.SIGNAL, EventText.signal(event.value()), "Name of the signal")
                        .number(NotificationKeys.COUNT, event.count(), "Processes that were signalled");
                emit(jobs, killed ? Notifications.JOB_KILLED : Notifications.JOB_SIGNALLED, event, data, budget);
            }
            case OWNER_ENDED -> {
                UserData data =
                        about(event).number(NotificationKeys.COUNT, event.count(), "Processes that the job had then");
                emit(jobs, Notifications.JOB_OWNER_ENDED, event, data, budget);
            }
            case PROCESS_STARTED -> {
                UserData data =
                        about(event).number(NotificationKeys.PARENT_PID, event.value(), "Process id of its parent");
                emit(jobs, Notifications.PROCESS_STARTED, event, data, budget);
            }
            case PROCESS_EXITED -> {
                UserData data = about(event)
                        .number(
                                NotificationKeys.EXIT_STATUS,
                                EventText.exitStatus(event.value()),
                                "0 to 255; -1 when a signal ended it")
                        .text(
                                NotificationKeys.SIGNAL,
                                EventText.endedBy(event.value()),
                                "Name of that signal, or empty");
                emit(jobs, Notifications.PROCESS_EXITED, event, data, budget);
            }
            case OVERFLOW -> emit(extension, Notifications.OVERFLOW_BEGUN, event, about(event), budget);
            case DUMP_WANTED -> {
                // not for clients: whoever keeps the debug log answers it
            }
        }
    }

    private static UserData about(KernelEvent event) {
        return new UserData()
                .number(
                        NotificationKeys.EVENT,
                        event.sequence(),
                        "The kernel's number of the event, from 1 since the load")
                .number(NotificationKeys.JOB_ID, event.job(), "Job id")
                .number(NotificationKeys.PID, event.pid(), "Process id of who did it, or whom it is about")
                .number(NotificationKeys.UID, event.uid(), "User id of that process")
                .text(NotificationKeys.COMMAND, event.command(), "Name of that process in the kernel");
    }

    private static void emit(Emitter emitter, String type, KernelEvent event, UserData data, TimeBudget budget) {
        emitter.emit(type, event.timeMillis(), EventText.of(event), data.of(type), budget);
    }

    /** Something was lost: so many in the kernel, so many events because they were overwritten before we read them. */
    void lost(long inKernel, long unread, ExtensionStatus status, TimeBudget budget) {
        String message = unread > 0
                ? unread + " events were overwritten before they were read"
                : inKernel + " events lost in the kernel, " + status.counters().lostEvents() + " since the load";
        UserData data = new UserData()
                .number(
                        NotificationKeys.LOST_EVENT_COUNT,
                        status.counters().lostEvents(),
                        "LostEventCount of the extension, since the load")
                .number(
                        NotificationKeys.UNREAD_EVENTS,
                        unread,
                        "Events that were overwritten before the agent read them, this time");
        extensionEvent(Notifications.EVENTS_LOST, message, data, budget);
    }

    void started(ExtensionStatus status, TimeBudget budget) {
        UserData data = build(status)
                .number(NotificationKeys.CAPACITY, status.limits().capacity(), "Processes that have a record");
        extensionEvent(
                Notifications.EXTENSION_STARTED,
                "extension " + status.build().version() + " was loaded, capacity "
                        + status.limits().capacity(),
                data,
                budget);
        status.refusals().forEach(refusal -> featureOff(refusal, budget));
    }

    /** Of all that was refused: a listener can choose by the user data, whoever reads a terminal cannot. */
    private void featureOff(Refusal refusal, TimeBudget budget) {
        UserData data = new UserData()
                .text(NotificationKeys.FEATURE, refusal.feature().label(), "Name of the feature, as in KernelFeatures")
                .text(NotificationKeys.REASON, refusal.reason(), "What the kernel said");
        extensionEvent(Notifications.FEATURE_OFF, refusal.line(), data, budget);
    }

    void stopped(ExtensionStatus before, TimeBudget budget) {
        String message = "extension " + before.build().version() + " was unloaded";
        extensionEvent(Notifications.EXTENSION_STOPPED, message, build(before), budget);
    }

    private static UserData build(ExtensionStatus status) {
        return new UserData()
                .text(NotificationKeys.MAGIC, status.build().magic(), "Magic number of the build")
                .text(NotificationKeys.VERSION, status.build().version(), "Version of the build");
    }

    private void extensionEvent(String type, String message, UserData data, TimeBudget budget) {
        extension.emit(type, System.currentTimeMillis(), Printable.line(message), data.of(type), budget);
    }

    @Override
    public void close() {
        jobs.close();
        extension.close();
    }
}
