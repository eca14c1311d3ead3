// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.Map;
import org.apache.commons.cli.Options;

/** Forgets an empty job. */
final class UnregisterVerb extends Verb {

    UnregisterVerb() {
        super("unregister", "JOB [--json]", "forget a job; fails while it has processes", 1, 1);
    }

    @Override
    void describe(Options options) {
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        long job = arguments.job(0);
        session.kernel().unregister(job);
        if (arguments.json()) {
            session.json(Map.of("jobId", job));
        }
        return ExitCode.DONE;
    }
}
