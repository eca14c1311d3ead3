// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.List;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.mbeans.JobUsage;

/** The extension's state under the names that its MBean has; the names are frozen, scripts read them. */
record StatusView(
        boolean running,
        String state,
        String file,
        String version,
        String magic,
        boolean closing,
        int capacity,
        int jobCapacity,
        int pidLimit,
        String overflow,
        int userShare,
        boolean callsOpen,
        int tracked,
        int trackedPeak,
        int capacityUsedPercent,
        int untabled,
        int jobCount,
        long forkCount,
        long exitCount,
        long untabledTotal,
        long overflowKills,
        long lostEventCount,
        long skippedHookCount,
        long repairedHookCount,
        long unsettledCount,
        long loadedSinceMillis,
        long jobsTotal,
        int historyCapacity,
        int historyCount,
        long historyDropped,
        long eventCount,
        boolean debug,
        String debugLog,
        long cpuNanos,
        long userNanos,
        long systemNanos,
        long maxRssBytes,
        long readBytes,
        long writeBytes,
        long exitedNormally,
        long exitedFailed,
        long exitedBySignal,
        long exitedByOom,
        List<Off> refusals) {

    /** When the extension is not loaded, there is no more to tell. */
    record Stopped(boolean running, String state) {

        static final Stopped NOW = new Stopped(false, "STOPPED");
    }

    /** A feature that the kernel refused. */
    record Off(String feature, String reason) {}

    static StatusView of(ExtensionStatus status) {
        JobUsage ended = status.ended();
        return new StatusView(
                true,
                "RUNNING",
                status.build().file(),
                status.build().version(),
                status.build().magic(),
                status.closing(),
                status.limits().capacity(),
                status.limits().jobCapacity(),
                status.limits().pidLimit(),
                status.limits().overflowKill() ? "kill" : "track",
                status.limits().userShare(),
                status.calls(),
                status.population().tracked(),
                status.population().trackedPeak(),
                status.capacityUsedPercent(),
                status.population().untabled(),
                status.population().jobs(),
                status.counters().forks(),
                status.counters().exits(),
                status.counters().untabledTotal(),
                status.counters().overflowKills(),
                status.counters().lostEvents(),
                status.counters().skippedHooks(),
                status.counters().repairedHooks(),
                status.counters().unsettled(),
                status.loadedSinceMillis(),
                status.counters().jobsTotal(),
                status.history().capacity(),
                status.history().count(),
                status.history().dropped(),
                status.lastEvent(),
                status.debug().on(),
                status.debug().file(),
                ended.cpuNanos(),
                ended.userNanos(),
                ended.systemNanos(),
                ended.maxRssBytes(),
                ended.readBytes(),
                ended.writeBytes(),
                ended.exitedNormally(),
                ended.exitedFailed(),
                ended.exitedBySignal(),
                ended.exitedByOom(),
                status.refusals().stream()
                        .map(refusal -> new Off(refusal.feature().label(), refusal.reason()))
                        .toList());
    }

    /** For people. */
    String text() {
        Table table = new Table(2)
                .row("state", closing ? state + " (a stop is in progress)" : state)
                .row("file", file)
                .row("version", version)
                .row("magic", magic)
                .row("since", Text.time(loadedSinceMillis))
                .row("capacity", capacity + " processes, " + jobCapacity + " jobs; overflow: " + overflow)
                .row("user share", userShare + " processes for each user other than root")
                .row("calls", callsOpen ? "open to every process" : "closed (--no-calls, or see proctrack doctor)")
                .row("tracked", tracked + " (peak " + trackedPeak + ")")
                .row("untabled", untabled + " (total " + untabledTotal + "; killed at birth " + overflowKills + ")")
                .row("jobs", jobCount + " (total " + jobsTotal + ")")
                .row("forks", forkCount)
                .row("exits", exitCount)
                .row("lost events", lostEventCount)
                .row("hooks skipped", skippedHookCount + " (repaired " + repairedHookCount + ")")
                .row("unsettled", unsettledCount)
                .row(
                        "ended usage",
                        Units.nanos(cpuNanos) + " CPU, " + Units.bytes(readBytes) + " read, " + Units.bytes(writeBytes)
                                + " written")
                .row(
                        "ended by",
                        "exit " + exitedNormally + ", failure " + exitedFailed + ", signal " + exitedBySignal + ", OOM "
                                + exitedByOom)
                .row(
                        "history",
                        historyCount + " of at most " + historyCapacity + " records (dropped " + historyDropped + ")")
                .row("debug", debug ? "on, to " + debugLog : "off");
        refusals.forEach(off -> table.row("feature off", off.feature() + ": " + off.reason()));
        return table.toString();
    }
}
