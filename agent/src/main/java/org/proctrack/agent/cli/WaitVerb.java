// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.time.Duration;
import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.Kernel;

/** Waits until a job is empty. */
final class WaitVerb extends Verb {

    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    WaitVerb() {
        super("wait", "JOB [--timeout DURATION]", "wait until a job has no process", 1, 1);
    }

    @Override
    void describe(Options options) {
        options.addOption(value(null, "timeout", "DURATION", "give up after so long: 500ms, 10s, 2m, 1h"));
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        Duration timeout = arguments.has("timeout") ? arguments.duration("timeout", Duration.ZERO) : FOR_EVER;
        long job = arguments.job(0);
        Kernel kernel = session.kernel();
        if (Progress.during(() -> kernel.awaitEmpty(job, timeout), job, session)) {
            return ExitCode.DONE;
        }
        throw new CliException(
                ExitCode.LEFT_OVER,
                "job " + job + " still has processes after " + Durations.text(timeout) + "; proctrack list " + job
                        + " shows them");
    }
}
