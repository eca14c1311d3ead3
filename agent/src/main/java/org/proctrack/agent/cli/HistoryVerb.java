// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.List;
import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.mbeans.EndedJob;

/** Shows what jobs had used when they ended: the last one first, as last(1) does, because that is what is asked for. */
final class HistoryVerb extends Verb {

    /** A table that does not scroll its own head away. */
    private static final int USUAL_LIMIT = 20;

    /** For --json. */
    private record History(int capacity, int count, long dropped, List<EndedJob> records) {}

    HistoryVerb() {
        super("history", "[JOB] [--limit N] [--json]", "show what ended jobs used, latest first", 0, 1);
    }

    @Override
    void describe(Options options) {
        options.addOption(value(
                null,
                "limit",
                "N",
                "show at most N records, 0 for all; default " + USUAL_LIMIT + ", or all with JOB or --json"));
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        long job = arguments.count() == 0 ? 0 : arguments.job(0);
        int usual = job != 0 || arguments.json() ? 0 : USUAL_LIMIT;
        int limit =
                arguments.has("limit") ? Numbers.count("--limit", arguments.value("limit"), Integer.MAX_VALUE) : usual;
        Kernel kernel = session.kernel();
        ExtensionStatus.History state = kernel.status()
                .orElseThrow(() -> new KernelException(
                        KernelException.Kind.NOT_LOADED, "extension is not loaded: run proctrack start"))
                .history();
        List<EndedJob> records = kernel.history(Long.MAX_VALUE);
        if (job != 0) {
            records = ofJob(job, records, kernel);
        }
        List<EndedJob> shown = limit == 0 || limit >= records.size() ? records : records.subList(0, limit);
        if (arguments.json()) {
            session.json(new History(state.capacity(), state.count(), state.dropped(), shown));
        } else if (job != 0) {
            session.print(EndedJobs.details(shown));
        } else {
            session.print(EndedJobs.table(shown, session.terminal()));
            EndedJobs.notes(shown.size(), records.size(), state).forEach(session::print);
        }
        return ExitCode.DONE;
    }

    private static List<EndedJob> ofJob(long job, List<EndedJob> all, Kernel kernel) {
        List<EndedJob> records =
                all.stream().filter(record -> record.id() == job).toList();
        if (records.isEmpty()) {
            boolean lives = kernel.account(job).isPresent();
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    lives
                            ? "job " + job + " has not ended: proctrack top shows what it has used so far"
                            : "no record of job " + job + ": proctrack history --limit 0 shows all records");
        }
        return records;
    }
}
