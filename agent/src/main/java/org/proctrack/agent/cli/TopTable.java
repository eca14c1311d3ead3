// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.ArrayList;
import java.util.List;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.JobUsage;

/** The lines of one round of top, as many and as long as the terminal shows. */
final class TopTable {

    /** The blanks keep columns of figures where they are while the figures change. */
    private static final String[] HEADER = {
        "JOB", "USER", "PROCS", "  CPU%", "   TIME", "   MEM", "  READ", " WRITE", "    AGE", "LABEL"
    };

    private static final int[] FIGURES = {3, 4, 5, 6, 7, 8};
    private static final int[] LEAST_FIRST = {7, 6, 9, 1, 8, 4, 5, 2, 3};

    private TopTable() {}

    static List<String> lines(Sample sample, Terminal.Size size) {
        int all = sample.jobs().size();
        int shown = Math.min(all, room(sample, all, size));
        if (shown < all) {
            // To say so may take a line more
            shown = Math.min(all, room(sample, 0, size));
        }
        List<String> lines = new ArrayList<>(header(sample, shown, size.columns()));
        lines.addAll(table(sample.jobs().subList(0, shown), sample.timeMillis()).lines(size.columns(), LEAST_FIRST));
        return lines.subList(0, Math.min(size.rows(), lines.size()));
    }

    private static int room(Sample sample, int shown, Terminal.Size size) {
        return Math.max(0, size.rows() - header(sample, shown, size.columns()).size() - 1);
    }

    /** The extension's state, broken into as few lines as it takes. */
    private static List<String> header(Sample sample, int shown, int columns) {
        ExtensionStatus status = sample.status();
        int all = sample.jobs().size();
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String part : List.of(
                Text.time(sample.timeMillis()).replaceFirst(".*T", "") + (status.closing() ? "  stopping" : ""),
                "tracked " + status.population().tracked() + "/"
                        + status.limits().capacity() + " (" + status.capacityUsedPercent() + "%)",
                "jobs " + all + (shown == all ? "" : " (" + (all - shown) + " not shown)"),
                "untabled " + status.population().untabled(),
                "lost events " + status.counters().lostEvents())) {
            if (line.length() > 0 && line.length() + 2 + part.length() > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : "  ").append(part);
        }
        lines.add(line.toString());
        return lines.stream().map(text -> Text.cut(text, columns)).toList();
    }

    private static Table table(List<Sample.Job> jobs, long nowMillis) {
        Table table = Table.of(HEADER).figures(FIGURES);
        for (Sample.Job job : jobs) {
            JobInfo info = job.account().info();
            JobUsage usage = job.account().usage();
            table.row(
                    info.id(),
                    info.user(),
                    info.processCount(),
                    Units.decimal(job.cpuPercent()),
                    Units.nanos(usage.cpuNanos()),
                    Units.bytes(usage.maxRssBytes()),
                    Units.bytes(usage.readBytes()),
                    Units.bytes(usage.writeBytes()),
                    Units.between(info.sinceMillis(), nowMillis),
                    info.label());
        }
        return table;
    }
}
