// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import org.apache.commons.cli.Options;

/** Puts one process into a job. */
final class RegisterVerb extends Verb {

    /** For --json. */
    private record Registered(long jobId, long pid) {}

    RegisterVerb() {
        super("register", "JOB PID [--json]", "put a process into a job; processes that it forks later follow", 2, 2);
    }

    @Override
    void describe(Options options) {
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        long job = arguments.job(0);
        long pid = arguments.pid(1);
        session.kernel().register(job, pid);
        if (arguments.json()) {
            session.json(new Registered(job, pid));
        }
        return ExitCode.DONE;
    }
}
