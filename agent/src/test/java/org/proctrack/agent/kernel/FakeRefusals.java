// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import org.proctrack.agent.kernel.KernelException.Kind;

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

    static KernelException kernelThread(long pid) {
        return new KernelException(Kind.DENIED, "pid " + pid + " is a kernel thread and can never be in a job");
    }

    static KernelException noOwner(long pid) {
        return new KernelException(Kind.DENIED, "pid " + pid + " is a kernel thread and can never own a job");
    }

    static KernelException alreadyIn(long pid, long job) {
        return new KernelException(Kind.ALREADY_IN_JOB, "process " + pid + " is already in job " + job);
    }

    static KernelException full(long jobs, int capacity) {
        return new KernelException(
                Kind.FULL, "table is full (" + jobs + " of " + capacity + " jobs): start with a larger -n");
    }
}
