// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

/** Puts one process into a job. */
final class RegisterVerb extends Verb {

    RegisterVerb() {
        super("register", "JOB PID", "put a process into a job; what it forks from then on follows", 2, 2);
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        long job = arguments.job(0);
        long pid = arguments.pid(1);
        session.kernel().register(job, pid);
        return ExitCode.DONE;
    }
}
