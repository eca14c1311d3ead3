// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.List;
import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.mbeans.ProcessInfo;

/** Lists the processes of one job or of all. */
final class ListVerb extends Verb {

    ListVerb() {
        super("list", "[JOB] [--json]", "list the processes of a job, or of all jobs", 0, 1);
    }

    @Override
    void describe(Options options) {
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        long job = arguments.count() == 0 ? 0 : arguments.job(0);
        Kernel kernel = session.kernel();
        List<ProcessInfo> processes = job == 0 ? Processes.all(kernel) : Processes.of(kernel, job);
        if (arguments.json()) {
            session.json(processes);
        } else {
            session.print(Processes.table(processes));
        }
        return ExitCode.DONE;
    }
}
