// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import org.proctrack.agent.kernel.KernelException.Kind;

/**
 * A process.
 *
 * @param number 1 or more; one that is too large for Linux is simply not there
 */
public record Pid(long number) {

    private static final int INIT = 1;

    /** Refuses 0 and negative numbers. */
    public Pid {
        Range.check(number >= 1, "pid", number, "pids begin at 1");
    }

    /** {@return a process that may be put into a job, which the kernel and init may not} */
    public static Pid member(long number) {
        return ofUsers(number, "be in a job");
    }

    /** {@return a process that may own jobs, which the kernel and init may not} */
    public static Pid owner(long number) {
        return ofUsers(number, "own a job");
    }

    private static Pid ofUsers(long number, String never) {
        if (number == 0 || number == INIT) {
            throw new KernelException(
                    Kind.DENIED,
                    "pid " + number + " is " + (number == 0 ? "the kernel" : "init") + " and can never " + never);
        }
        Pid pid = new Pid(number);
        if (number > StartOptions.MAX_CAPACITY) {
            throw new KernelException(
                    Kind.NO_SUCH_PROCESS, "no process " + number + ": give the pid of a running process");
        }
        return pid;
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
