// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.ArrayList;
import java.util.List;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobUsage;

/** Final records as people read them: a line for each, or all figures. */
final class EndedJobs {

    private static final String[] HEADER = {
        "JOB",
        "USER",
        "ENDED",
        "ELAPSED",
        "PROCS",
        "PEAK",
        "CPU",
        "MEM",
        "READ",
        "WRITE",
        "FAIL/SIG/OOM",
        "SIGNAL",
        "BY",
        "LABEL"
    };
    private static final int[] FIGURES = {3, 4, 5, 6, 7, 8, 9};
    /** Who, when and by whom stay the longest on a narrow terminal. */
    private static final int[] LEAST_FIRST = {5, 9, 8, 10, 7, 13, 4, 12, 3, 1, 6, 11};

    private EndedJobs() {}

    static String table(List<EndedJob> jobs, Terminal terminal) {
        Table table = Table.of(HEADER).figures(FIGURES);
        for (EndedJob job : jobs) {
            JobUsage usage = job.usage();
            table.row(
                    job.id(),
                    job.user(),
                    Text.time(job.endedMillis()),
                    Units.between(job.sinceMillis(), job.endedMillis()),
                    job.processesTotal(),
                    job.processesPeak(),
                    Units.nanos(usage.cpuNanos()),
                    Units.bytes(usage.maxRssBytes()),
                    Units.bytes(usage.readBytes()),
                    Units.bytes(usage.writeBytes()),
                    failures(usage),
                    job.signal().isEmpty() ? "-" : job.signal(),
                    job.signal().isEmpty() ? "-" : sender(job),
                    job.label());
        }
        if (!terminal.out()) {
            return table.toString();
        }
        int columns = terminal.size().columns();
        return String.join("\n", table.lines(columns, LEAST_FIRST))
                + (table.fits(columns)
                        ? ""
                        : "\nthe terminal is too narrow for all columns: proctrack history JOB shows everything");
    }

    /** What the table does not show. */
    static List<String> notes(int shown, int found, ExtensionStatus.History state) {
        List<String> notes = new ArrayList<>();
        if (shown < found) {
            notes.add(shown + " of " + found + " records are shown: --limit 0 shows all");
        }
        if (state.capacity() == 0) {
            notes.add("no records are kept: start with --history N to keep N");
        } else if (state.dropped() > 0) {
            notes.add(state.dropped() + (state.dropped() == 1 ? " older record was" : " older records were")
                    + " dropped: the last " + state.capacity() + " are kept (start --history N)");
        }
        return notes;
    }

    /** All figures, exact ones too, a line for each. */
    static String details(List<EndedJob> jobs) {
        return String.join("\n\n", jobs.stream().map(EndedJobs::detail).toList());
    }

    private static String detail(EndedJob job) {
        JobUsage usage = job.usage();
        return new Table(2)
                .row("job", job.id())
                .row("user", job.user() + " (uid " + job.uid() + ")")
                .row("label", job.label().isEmpty() ? "-" : job.label())
                .row("began", Text.time(job.sinceMillis()))
                .row("ended", Text.time(job.endedMillis()))
                .row("elapsed", Units.between(job.sinceMillis(), job.endedMillis()))
                .row("processes", job.processesTotal() + " (peak " + job.processesPeak() + ")")
                .row("cpu", nanos(usage.cpuNanos()))
                .row("cpu user", nanos(usage.userNanos()))
                .row("cpu system", nanos(usage.systemNanos()))
                .row("memory", bytes(usage.maxRssBytes()) + " in its largest process")
                .row("read", bytes(usage.readBytes()) + " from storage")
                .row("written", bytes(usage.writeBytes()) + " to storage")
                .row("read calls", bytes(usage.readCharBytes()))
                .row("write calls", bytes(usage.writeCharBytes()))
                .row(
                        "switches",
                        usage.voluntarySwitches() + " voluntary, " + usage.involuntarySwitches() + " involuntary")
                .row("faults", usage.minorFaults() + " minor, " + usage.majorFaults() + " major")
                .row(
                        "exits",
                        usage.exitedNormally() + " normal, " + usage.exitedFailed() + " failed, "
                                + usage.exitedBySignal() + " by signal, " + usage.exitedByOom() + " by the OOM killer")
                .row(
                        "signal",
                        job.signal().isEmpty()
                                ? "-"
                                : job.signal() + " by " + sender(job) + " (uid " + job.signalUid() + ", pid "
                                        + job.signalPid() + ")")
                .row("owner", owner(job))
                .toString();
    }

    private static String owner(EndedJob job) {
        if (job.owner() == 0) {
            return "-";
        }
        return "pid " + job.owner() + " (" + job.ownerName() + ")"
                + (job.ownerEnded() ? ", which ended, and the job with it" : "");
    }

    private static String nanos(long nanos) {
        return Units.nanos(nanos) + " (" + nanos + " ns)";
    }

    private static String bytes(long bytes) {
        return Units.bytes(bytes) + (bytes < 1_024 ? "" : " (" + bytes + " bytes)");
    }

    private static String failures(JobUsage usage) {
        return usage.exitedFailed() + "/" + usage.exitedBySignal() + "/" + usage.exitedByOom();
    }

    /** The record has a number; the names that are known without asking for them say more. */
    private static String sender(EndedJob job) {
        if (job.ownerEnded() && job.signalPid() == job.owner()) {
            return "owner's end";
        }
        if (job.signalUid() == 0) {
            return "root";
        }
        return job.signalUid() == job.uid() ? job.user() : "uid " + job.signalUid();
    }
}
