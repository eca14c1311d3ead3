// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.util.List;
import java.util.Optional;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.Pid;
import org.proctrack.agent.loader.abi.Abi;
import org.proctrack.agent.loader.abi.Errno;
import org.proctrack.agent.loader.abi.Request;

/** The ways into a job and out of it, and why they may be closed. */
final class Membership {

    private static final int ADOPT_CALLS = 50;

    private final Kernel kernel;
    private final Calls calls;

    /**
     * Ways into the jobs of one extension.
     *
     * @param kernel asked for what a message needs to name
     */
    Membership(Kernel kernel, Calls calls) {
        this.kernel = kernel;
        this.calls = calls;
    }

    void register(JobRef job, Pid pid) {
        int error = calls.call(Request.of(Abi.OP_REGISTER, job.id()).register(pid.number()));
        if (error != 0) {
            throw refused(error, job, pid);
        }
    }

    /** {@return a job that had no process, and now has this one} */
    long begin(Pid pid) {
        int[] job = {(int) pid.number()};
        int error = calls.library().proctrackext_begin(calls.pins(), job, (int) pid.number());
        if (error == -Errno.EPERM) {
            Pid.member(pid.number());
        }
        if (error != 0) {
            throw refused(error, JobRef.of(pid.number()), pid);
        }
        return Integer.toUnsignedLong(job[0]);
    }

    /** A call that still finds new processes answers -EAGAIN; those that it took stay. */
    int adopt(JobRef job, Pid pid) {
        int[] taken = new int[1];
        int total = 0;
        int error = -Errno.EAGAIN;
        for (int i = 0; i < ADOPT_CALLS && error == -Errno.EAGAIN; i++) {
            taken[0] = 0;
            error = calls.adopt(job, pid, taken);
            total += taken[0];
        }
        if (error == -Errno.EAGAIN) {
            throw new KernelException(
                    Kind.FAILED,
                    "process " + pid
                            + " forks faster than it can be adopted: send it SIGSTOP, adopt it again, then send SIGCONT");
        }
        if (error != 0) {
            throw refused(error, job, pid);
        }
        return total;
    }

    void unregister(JobRef job) {
        Request request = Request.of(Abi.OP_UNREGISTER, job.id());
        int error = calls.call(request);
        if (error == -Errno.EBUSY) {
            String processes = request.processes() == 1 ? " process" : " processes";
            throw new KernelException(
                    Kind.BUSY,
                    "job " + job.id() + " has " + request.processes() + processes + ": kill it first, or wait");
        }
        if (error != 0) {
            throw Refusals.of(error, calls.pins(), "unregister");
        }
    }

    int sweep() {
        Request request = Request.of(Abi.OP_SWEEP, 0);
        int error = calls.call(request);
        if (error != 0) {
            throw Refusals.of(error, calls.pins(), "sweep");
        }
        return request.count();
    }

    /** {@return why this process did not become the command} */
    KernelException exec(Optional<JobRef> job, List<String> command) {
        if (command.isEmpty()) {
            return new KernelException(Kind.INVALID, "no command: give one after --");
        }
        Pid self = new Pid(ProcessHandle.current().pid());
        if (job.isPresent() && kernel.find(self.number()).isPresent()) {
            // asked before: EEXIST might be the answer of exec as well
            return alreadyIn(self);
        }
        long id = job.map(JobRef::id).orElse(0L); // 0: it is in its job already
        int error;
        try (NativeArguments arguments = new NativeArguments(command)) {
            error = calls.library()
                    .proctrackext_exec(calls.pins(), (int) id, arguments.pointer(), IgnoredSignals.beforeTheJvm());
        }
        boolean member = kernel.find(self.number()).isPresent();
        return member || job.isEmpty() ? notRun(error, command.get(0)) : refused(error, job.get(), self);
    }

    private static KernelException notRun(int error, String command) {
        return switch (-error) {
            case Errno.ENOENT -> new KernelException(Kind.INVALID, command + ": no such command");
            case Errno.EACCES, Errno.EPERM -> new KernelException(Kind.DENIED, command + ": permission denied");
            case Errno.ENOEXEC -> new KernelException(Kind.INVALID, command + ": not a program");
            case Errno.E2BIG -> new KernelException(Kind.INVALID, command + ": too many arguments");
            default -> new KernelException(Kind.FAILED, command + ": exec failed with " + Errno.name(-error));
        };
    }

    private KernelException refused(int error, JobRef job, Pid pid) {
        return switch (-error) {
            case Errno.EEXIST -> alreadyIn(pid);
            case Errno.ESRCH ->
                new KernelException(Kind.NO_SUCH_PROCESS, "no process " + pid + ": give the pid of a running process");
            case Errno.EPERM -> deniedFor(pid);
            case Errno.EBUSY ->
                new KernelException(
                        Kind.BUSY, "job " + job.id() + " is being killed: wait until it is empty, or use another id");
            case Errno.ENOMEM -> full();
            default -> Refusals.of(error, calls.pins(), "register");
        };
    }

    private KernelException deniedFor(Pid pid) {
        kernel.status(); // throws when it is not the process, but the caller
        return new KernelException(Kind.DENIED, "pid " + pid + " is a kernel thread and can never be in a job");
    }

    private KernelException alreadyIn(Pid pid) {
        String job = kernel.find(pid.number()).map(id -> "job " + id).orElse("a job");
        return new KernelException(Kind.ALREADY_IN_JOB, "process " + pid + " is already in " + job);
    }

    /** Of jobs: where the records are full, members go without. */
    private KernelException full() {
        Optional<ExtensionStatus> now = kernel.status();
        if (now.isEmpty()) {
            return Refusals.of(-Errno.ENODEV, calls.pins(), "register");
        }
        return new KernelException(
                Kind.FULL,
                "table is full (" + now.get().population().jobs() + " of "
                        + now.get().limits().jobCapacity() + " jobs): start with a larger -n");
    }
}
