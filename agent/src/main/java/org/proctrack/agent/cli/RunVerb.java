// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.List;
import org.apache.commons.cli.Options;

/** Becomes a command inside a job: the command keeps this pid, the terminal and the exit code. */
final class RunVerb extends Verb {

    RunVerb() {
        super(
                "run",
                "[-j JOB] [--] CMD [ARGS]",
                "run a command in a job, by default a new one, whose id is printed",
                1,
                Integer.MAX_VALUE);
    }

    @Override
    void describe(Options options) {
        options.addOption(value("j", "job", "JOB", "job id, 1 to 4294967295; default a free one"));
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
        if (job == 0) {
            session.warn("job " + session.kernel().begin(ProcessHandle.current().pid()));
        }
        session.kernel().exec(job, command);
        throw new IllegalStateException("exec came back");
    }
}
