// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.Kernel;

/** Waits until a job is empty. */
final class WaitVerb extends Verb {

    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** For --json. */
    private record Waited(long jobId, boolean empty, long waitedMillis) {}

    WaitVerb() {
        super("wait", "JOB [--timeout DURATION] [--json]", "wait until a job is empty", 1, 1);
    }

    @Override
    void describe(Options options) {
        options.addOption(value(null, "timeout", "DURATION", "give up after DURATION: 500ms, 10s, 2m, 1h"));
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        Duration timeout = arguments.has("timeout") ? arguments.duration("timeout", Duration.ZERO) : FOR_EVER;
        long job = arguments.job(0);
        Kernel kernel = session.kernel();
        long begin = System.nanoTime();
        boolean empty = Progress.during(() -> kernel.awaitEmpty(job, timeout), job, session);
        if (arguments.json()) {
            session.json(new Waited(job, empty, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)));
        }
        if (empty) {
            return ExitCode.DONE;
        }
        throw new CliException(
                ExitCode.LEFT_OVER,
                "job " + job + " still has processes after " + Durations.text(timeout) + "; proctrack list " + job
                        + " shows them");
    }
}
