// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import org.proctrack.agent.kernel.KernelException;

/** What the process ends with. The numbers are frozen. */
enum ExitCode {
    DONE(0),
    /** Refused, or it failed. */
    REFUSED(1),
    USAGE(2),
    NOT_LOADED(3),
    /** No such job, or no such process in any job. */
    NOT_FOUND(4),
    /** Survivors are left, or the time is over. */
    LEFT_OVER(5),
    /** The shell's number for a command that is no program. */
    NOT_EXECUTABLE(126),
    /** The shell's number for a command that is not there. */
    NO_COMMAND(127);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static ExitCode of(KernelException.Kind kind) {
        return switch (kind) {
            case NOT_LOADED -> NOT_LOADED;
            case NO_SUCH_JOB, NO_SUCH_PROCESS -> NOT_FOUND;
            default -> REFUSED;
        };
    }
}
