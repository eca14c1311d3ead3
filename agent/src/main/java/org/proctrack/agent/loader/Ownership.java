// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.util.Optional;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.Pid;
import org.proctrack.agent.loader.abi.Abi;
import org.proctrack.agent.loader.abi.Errno;
import org.proctrack.agent.loader.abi.Request;

/** Ties jobs to their owners, and why that may be refused. */
final class Ownership {

    private final Kernel kernel;
    private final Calls calls;

    /**
     * Ties of the jobs of one extension.
     *
     * @param kernel asked for what a message needs to name
     */
    Ownership(Kernel kernel, Calls calls) {
        this.kernel = kernel;
        this.calls = calls;
    }

    void tie(JobRef job, Pid owner) {
        int error = calls.call(Request.of(Abi.OP_TIE, job.id()).tie(owner.number()));
        if (error != 0) {
            throw refused(error, job, Optional.of(owner));
        }
    }

    void untie(JobRef job) {
        int error = calls.call(Request.of(Abi.OP_TIE, job.id()).tie(0));
        if (error != 0) {
            throw refused(error, job, Optional.empty());
        }
    }

    private KernelException refused(int error, JobRef job, Optional<Pid> owner) {
        return switch (-error) {
            case Errno.ESRCH -> missing(job, owner);
            case Errno.EPERM -> owner.map(this::denied).orElseGet(() -> Refusals.of(error, calls.pins(), "untie"));
            case Errno.EBUSY ->
                new KernelException(
                        Kind.BUSY, "the owner of job " + job.id() + " has ended, and the job is being killed");
            default -> Refusals.of(error, calls.pins(), "tie");
        };
    }

    /** The job, or its owner. */
    private KernelException missing(JobRef job, Optional<Pid> owner) {
        if (owner.isEmpty() || kernel.account(job).isEmpty()) {
            return new KernelException(Kind.NO_SUCH_JOB, "no job " + job.id() + ": proctrack list shows all jobs");
        }
        return new KernelException(
                Kind.NO_SUCH_PROCESS, "no process " + owner.get() + ": give the pid of a running process");
    }

    private KernelException denied(Pid owner) {
        kernel.status(); // throws when it is not the process, but the caller
        return new KernelException(Kind.DENIED, "pid " + owner + " is a kernel thread and can never own a job");
    }
}
