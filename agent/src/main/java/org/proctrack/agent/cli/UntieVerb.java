// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.Map;
import org.apache.commons.cli.Options;

/** Takes a job's owner away. */
final class UntieVerb extends Verb {

    UntieVerb() {
        super("untie", "JOB [--json]", "let a job outlive the process that it was tied to", 1, 1);
    }

    @Override
    void describe(Options options) {
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        long job = arguments.job(0);
        session.kernel().untie(job);
        if (arguments.json()) {
            session.json(Map.of("jobId", job));
        }
        return ExitCode.DONE;
    }
}
