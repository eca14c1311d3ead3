// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import org.apache.commons.cli.Options;

/** Puts a process and the descendants that it has already into a job. */
final class AdoptVerb extends Verb {

    /** For --json. */
    private record Adopted(long jobId, long pid, int adopted) {}

    AdoptVerb() {
        super("adopt", "JOB PID [--json]", "put a process and its existing descendants into a job", 2, 2);
    }

    @Override
    void describe(Options options) {
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        long job = arguments.job(0);
        long pid = arguments.pid(1);
        int adopted = session.kernel().adopt(job, pid);
        if (arguments.json()) {
            session.json(new Adopted(job, pid, adopted));
        } else {
            session.print("job " + job + ": adopted " + Text.processes(adopted));
        }
        return ExitCode.DONE;
    }
}
