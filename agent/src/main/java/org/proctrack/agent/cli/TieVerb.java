// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import org.apache.commons.cli.Options;

/** Ties a job to a process, with whom it dies. */
final class TieVerb extends Verb {

    /** For --json. */
    private record Tied(long jobId, long owner) {}

    TieVerb() {
        super("tie", "JOB PID [--json]", "kill a job when a process ends, however it ends", 2, 2);
    }

    @Override
    void describe(Options options) {
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        long job = arguments.job(0);
        long owner = arguments.pid(1);
        session.kernel().tie(job, owner);
        if (arguments.json()) {
            session.json(new Tied(job, owner));
        }
        return ExitCode.DONE;
    }
}
