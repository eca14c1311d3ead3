// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import org.proctrack.agent.jobs.Signals;
import org.proctrack.agent.kernel.KernelEvent;
import org.proctrack.agent.text.Printable;

/** An event as one line for people. */
public final class EventText {

    private static final int CORE_OR_SIGNAL = 0xff;
    private static final int SIGNAL = 0x7f;
    private static final int STATUS_SHIFT = 8;

    private EventText() {}

    /** {@return the line} */
    static String of(KernelEvent event) {
        String what = switch (event.type()) {
            case JOB_REGISTERED -> "began with " + process(event);
            case JOB_EMPTIED -> "empty, " + processes(event.value()) + " in all; the last was " + process(event);
            case JOB_SIGNALLED -> signal(event.value()) + " to " + processes(event.count()) + " by " + process(event);
            case OWNER_ENDED -> "its owner has ended, " + process(event) + ": SIGKILL to " + processes(event.count());
            case OVERFLOW -> process(event) + " has no record: the table or the user's share is full";
            case PROCESS_STARTED -> process(event) + " was started by pid " + event.value();
            case PROCESS_EXITED -> process(event) + " " + ending(event.value());
            case DUMP_WANTED -> process(event) + " asks for all records";
        };
        return Printable.line(event.job() == 0 ? what : "job " + event.job() + ": " + what);
    }

    private static String process(KernelEvent event) {
        return "pid " + event.pid() + " (" + event.command() + ") of uid " + event.uid();
    }

    private static String processes(long count) {
        return count == 1 ? "1 process" : count + " processes";
    }

    private static String ending(long waitStatus) {
        String signal = endedBy(waitStatus);
        return signal.isEmpty() ? "ended with status " + exitStatus(waitStatus) : "was killed by " + signal;
    }

    /** {@return the name of a signal} */
    public static String signal(long number) {
        return Signals.name((int) number);
    }

    /** What the process gave to exit(2), or -1 when a signal ended it. */
    static long exitStatus(long waitStatus) {
        return (waitStatus & SIGNAL) == 0 ? (waitStatus >> STATUS_SHIFT) & CORE_OR_SIGNAL : -1;
    }

    /** The name of the signal that ended the process; empty when none did. */
    static String endedBy(long waitStatus) {
        long signal = waitStatus & SIGNAL;
        return signal == 0 ? "" : signal(signal);
    }
}
