// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.List;
import java.util.OptionalLong;
import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.Kernel;

/** Becomes a command inside a job: the command keeps this pid, the terminal and the exit code. */
final class RunVerb extends Verb {

    private static final long INIT = 1;

    RunVerb() {
        super(
                "run",
                "[-j JOB] [--die-with-owner] [--owner PID] [--] CMD [ARGS]",
                "run a command in a job, by default a new one, whose id is printed",
                1,
                Integer.MAX_VALUE);
    }

    @Override
    void describe(Options options) {
        options.addOption(value("j", "job", "JOB", "job id, 1 to 4294967295; default a free one"));
        options.addOption(flag("die-with-owner", "kill the job when the process that runs this ends"));
        options.addOption(value(null, "owner", "PID", "kill the job when this process ends"));
    }

    @Override
    boolean takesCommand() {
        return true;
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        List<String> command = arguments.rest();
        long job = arguments.has("j") ? Numbers.job(arguments.value("j")) : 0;
        // Before the job is entered: nothing is changed for a command that cannot run
        Programs.check(command.get(0), session.environment().get("PATH"));
        OptionalLong owner = owner(arguments);
        Kernel kernel = session.kernel();
        if (job == 0 || owner.isPresent()) {
            long entered = enter(kernel, job);
            owner.ifPresent(pid -> kernel.tie(entered, pid));
            if (job == 0) {
                session.warn("job " + entered);
            }
            job = 0;
        }
        kernel.exec(job, command);
        throw new IllegalStateException("exec came back");
    }

    private static long enter(Kernel kernel, long job) {
        long self = ProcessHandle.current().pid();
        if (job == 0) {
            return kernel.begin(self);
        }
        kernel.register(job, self);
        return job;
    }

    private static OptionalLong owner(Arguments arguments) {
        if (arguments.has("owner")) {
            return OptionalLong.of(Numbers.pid(arguments.value("owner")));
        }
        if (!arguments.has("die-with-owner")) {
            return OptionalLong.empty();
        }
        long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(INIT);
        if (parent == INIT) {
            throw CliException.refused("the process that started this one has ended: name the owner with --owner PID");
        }
        return OptionalLong.of(parent);
    }
}
