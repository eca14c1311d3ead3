// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

/** Forgets an empty job. */
final class UnregisterVerb extends Verb {

    UnregisterVerb() {
        super("unregister", "JOB", "forget a job; refused while it has processes", 1, 1);
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        long job = arguments.job(0);
        session.kernel().unregister(job);
        return ExitCode.DONE;
    }
}
