// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.proctrack.agent.kernel.Counter;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.mx.ExtensionFigures;
import org.proctrack.mbeans.JobUsage;

/** The extension's state, as JSON and for people. */
final class StatusView {

    /** The getters of its figures by their keys, which are the names that the MBean has. */
    private static final Map<String, Method> FIGURES = Arrays.stream(ExtensionFigures.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .collect(Collectors.toMap(StatusView::key, method -> method, (one, other) -> one, TreeMap::new));

    /** Names of the MBean and of {@link #OWN} in their order, which is frozen: scripts read them. Later ones follow. */
    static final List<String> KEYS = Stream.concat(Stream.of("""
            running state file version magic closing capacity jobCapacity pidLimit overflow userShare callsOpen tracked
            trackedPeak capacityUsedPercent untabled jobCount forkCount exitCount untabledTotal overflowKills lostEventCount
            skippedHookCount repairedHookCount unsettledCount loadedSinceMillis jobsTotal historyCapacity historyCount
            historyDropped eventCount debug debugLog cpuNanos userNanos systemNanos maxRssBytes readBytes writeBytes
            exitedNormally exitedFailed exitedBySignal exitedByOom refusals""".split("\\s+")), FIGURES.keySet().stream())
            .distinct()
            .toList();

    /** What is no attribute, or is one that says it in other words. */
    static final Map<String, Function<ExtensionStatus, Object>> OWN = Map.of(
            "state", status -> "RUNNING",
            "file", status -> status.build().file(),
            "closing", ExtensionStatus::closing,
            "pidLimit", status -> status.limits().pidLimit(),
            "overflow", StatusView::overflow,
            "userNanos", status -> status.ended().userNanos(),
            "systemNanos", status -> status.ended().systemNanos(),
            "maxRssBytes", status -> status.ended().maxRssBytes(),
            "refusals", StatusView::refusals);

    /** When the extension is not loaded, there is no more to tell. */
    record Stopped(boolean running, String state) {

        static final Stopped NOW = new Stopped(false, "STOPPED");
    }

    /** A feature that the kernel refused. */
    private record Off(String feature, String reason) {}

    private StatusView() {}

    /** For --json. */
    static Map<String, Object> document(ExtensionStatus status) {
        ExtensionFigures figures = new ExtensionFigures(status);
        Map<String, Object> document = new LinkedHashMap<>();
        for (String key : KEYS) {
            document.put(
                    key, OWN.getOrDefault(key, unused -> figure(figures, key)).apply(status));
        }
        return document;
    }

    private static String key(Method getter) {
        String name = getter.getName().replaceFirst("^(get|is)", "");
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static Object figure(ExtensionFigures figures, String key) {
        try {
            return FIGURES.get(key).invoke(figures);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(key, e);
        }
    }

    private static String overflow(ExtensionStatus status) {
        return status.limits().overflowKill() ? "kill" : "track";
    }

    private static List<Off> refusals(ExtensionStatus status) {
        return status.refusals().stream()
                .map(refusal -> new Off(refusal.feature().label(), refusal.reason()))
                .toList();
    }

    /** For people. */
    static String text(ExtensionStatus status) {
        ExtensionStatus.Limits limits = status.limits();
        ExtensionStatus.Population population = status.population();
        ExtensionStatus.Counters counters = status.counters();
        ExtensionStatus.History history = status.history();
        JobUsage ended = status.ended();
        Table table = new Table(2)
                .row("state", status.closing() ? "RUNNING (a stop is in progress)" : "RUNNING")
                .row("file", status.build().file())
                .row("version", status.build().version())
                .row("magic", status.build().magic())
                .row("since", Text.time(status.loadedSinceMillis()))
                .row(
                        "capacity",
                        limits.capacity() + " processes, " + limits.jobCapacity() + " jobs; overflow: "
                                + overflow(status))
                .row("user share", limits.userShare() + " processes for each user other than root")
                .row("calls", status.calls() ? "open to every process" : "closed (--no-calls, or see proctrack doctor)")
                .row("tracked", population.tracked() + " (peak " + population.trackedPeak() + ")")
                .row(
                        "untabled",
                        population.untabled() + " (total " + counters.of(Counter.UNTABLED_TOTAL) + "; killed at birth "
                                + counters.of(Counter.OVERFLOW_KILLS) + ")")
                .row("jobs", population.jobs() + " (total " + counters.of(Counter.JOBS_TOTAL) + ")")
                .row("forks", counters.of(Counter.FORKS))
                .row("exits", counters.of(Counter.EXITS))
                .row("lost events", counters.lostEvents())
                .row("hooks skipped", counters.of(Counter.HOOK_MISSES) + " (repaired " + counters.repairedHooks() + ")")
                .row("unsettled", counters.of(Counter.UNSETTLED))
                .row(
                        "ended usage",
                        Units.nanos(ended.cpuNanos()) + " CPU, " + Units.bytes(ended.readBytes()) + " read, "
                                + Units.bytes(ended.writeBytes()) + " written")
                .row(
                        "ended by",
                        "exit " + ended.exitedNormally() + ", failure " + ended.exitedFailed() + ", signal "
                                + ended.exitedBySignal() + ", OOM " + ended.exitedByOom())
                .row(
                        "history",
                        history.count() + " of at most " + history.capacity() + " records (dropped " + history.dropped()
                                + ")")
                .row("debug", status.debug().on() ? "on, to " + status.debug().file() : "off");
        refusals(status).forEach(off -> table.row("feature off", off.feature() + ": " + off.reason()));
        return table.toString();
    }
}
