// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.mbeans.Names;

/** What {@link FakeKernel} refuses, in the words of the real kernel. */
final class FakeRefusals {

    private FakeRefusals() {}

    static KernelException notLoaded() {
        return new KernelException(Kind.NOT_LOADED, "extension is not loaded: run proctrack start");
    }

    static KernelException alreadyLoaded(StartOptions options) {
        return new KernelException(
                Kind.ALREADY_LOADED,
                "extension is already loaded (n " + options.capacity() + ", bundled): proctrack stop first");
    }

    static KernelException alive(long jobs) {
        String alive = jobs == 1 ? "1 job is alive: kill it first" : jobs + " jobs are alive: kill them first";
        return new KernelException(Kind.BUSY, alive + ", or stop with --force (in JMX: forceStop)");
    }

    static KernelException noGroup(String group) {
        return new KernelException(Kind.INVALID, "no group " + group + ": give the name or number of one");
    }

    static KernelException noJob(long job) {
        return new KernelException(Kind.NO_SUCH_JOB, "no job " + job + ": proctrack list shows all jobs");
    }

    static KernelException hasProcesses(long job, int count) {
        String processes = count == 1 ? "1 process" : count + " processes";
        return new KernelException(Kind.BUSY, "job " + job + " has " + processes + ": kill it first, or wait");
    }

    static KernelException noProcess(long pid) {
        return new KernelException(Kind.NO_SUCH_PROCESS, "no process " + pid + ": give the pid of a running process");
    }

    static KernelException never(long pid, String what) {
        return new KernelException(Kind.DENIED, "pid " + pid + " is " + what + " and can never be in a job");
    }

    static KernelException alreadyIn(long pid, long job) {
        return new KernelException(Kind.ALREADY_IN_JOB, "process " + pid + " is already in job " + job);
    }

    static KernelException full(long jobs, int capacity) {
        return new KernelException(
                Kind.FULL, "table is full (" + jobs + " of " + capacity + " jobs): start with a larger -n");
    }

    static void job(long job) {
        range(job >= 1 && job <= Names.MAX_JOB_ID, "job " + job, "job ids are 1 to 4294967295");
    }

    static void pid(long pid) {
        range(pid >= 1, "pid " + pid, "pids begin at 1");
    }

    /** A pid to put into a job. */
    static void member(long pid) {
        if (pid == 0 || pid == 1) {
            throw never(pid, pid == 0 ? "the kernel" : "init");
        }
        pid(pid);
        if (pid > StartOptions.MAX_CAPACITY) {
            throw noProcess(pid);
        }
    }

    static void signal(int signal) {
        range(signal >= 1 && signal <= 64, "signal " + signal, "signals are 1 to 64");
    }

    static void options(StartOptions options) {
        int capacity = options.capacity();
        range(capacity >= 1 && capacity <= StartOptions.MAX_CAPACITY, "capacity " + capacity, "1 to 4194304");
        int share = options.userShare();
        range(share >= 1 && share <= 100, "user share " + share, "1 to 100 percent");
        int history = options.history();
        range(history >= 0 && history <= StartOptions.MAX_HISTORY, "history " + history, "0 to 1000000 final records");
    }

    private static void range(boolean good, String what, String range) {
        if (!good) {
            throw new KernelException(Kind.INVALID, what + " is out of range: " + range);
        }
    }
}
