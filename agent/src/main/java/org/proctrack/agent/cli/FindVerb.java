// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.Options;

/** Tells the job of a process. */
final class FindVerb extends Verb {

    FindVerb() {
        super("find", "PID [--json]", "print the job that a process is in", 1, 1);
    }

    @Override
    void describe(Options options) {
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        long pid = arguments.pid(0);
        Optional<Long> job = session.kernel().find(pid);
        if (job.isEmpty()) {
            throw new CliException(
                    ExitCode.NOT_FOUND, "pid " + pid + " is in no job: proctrack list shows all tracked processes");
        }
        if (arguments.json()) {
            session.json(Map.of("jobId", job.get()));
        } else {
            session.print(job.get().toString());
        }
        return ExitCode.DONE;
    }
}
