// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.mbeans.Names;

/** What a number may be, before the kernel is asked. */
final class Ranges {

    private static final int MAX_SIGNAL = 64;
    private static final long MAX_PID = StartOptions.MAX_CAPACITY;

    private Ranges() {}

    static void job(long job) {
        check(job >= 1 && job <= Names.MAX_JOB_ID, "job", job, "job ids are 1 to " + Names.MAX_JOB_ID);
    }

    /** A pid to look for; one that is too large is simply not there. */
    static void pid(long pid) {
        check(pid >= 1, "pid", pid, "pids begin at 1");
    }

    /** A pid to put into a job. */
    static void member(long pid) {
        if (pid == 0 || pid == 1) {
            throw new KernelException(
                    Kind.DENIED,
                    "pid " + pid + " is " + (pid == 0 ? "the kernel" : "init") + " and can never be in a job");
        }
        pid(pid);
        if (pid > MAX_PID) {
            throw new KernelException(
                    Kind.NO_SUCH_PROCESS, "no process " + pid + ": give the pid of a running process");
        }
    }

    static void signal(int signal) {
        check(signal >= 1 && signal <= MAX_SIGNAL, "signal", signal, "signals are 1 to " + MAX_SIGNAL);
    }

    static void capacity(int capacity) {
        check(
                capacity >= 1 && capacity <= StartOptions.MAX_CAPACITY,
                "capacity",
                capacity,
                "1 to " + StartOptions.MAX_CAPACITY);
    }

    static void userShare(int percent) {
        check(percent >= 1 && percent <= 100, "user share", percent, "1 to 100 percent");
    }

    static void history(int records) {
        check(
                records >= 0 && records <= StartOptions.MAX_HISTORY,
                "history",
                records,
                "0 to " + StartOptions.MAX_HISTORY + " final records");
    }

    private static void check(boolean good, String what, long value, String range) {
        if (!good) {
            throw new KernelException(Kind.INVALID, what + " " + value + " is out of range: " + range);
        }
    }
}
