// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.loader.library.NativeTool;
import org.proctrack.agent.selftest.Selftest;
import org.proctrack.agent.selftest.Trick;
import org.proctrack.agent.selftest.TrickResult;
import org.proctrack.agent.selftest.Verdict;
import org.proctrack.agent.text.Printable;

/** Plays every trick to leave a job that we know, in throw-away jobs, and tells whether all died. */
final class SelftestVerb extends Verb {

    private static final int TRICK_WIDTH = 12;

    SelftestVerb() {
        super("selftest", "[--json]", "test whether any process can escape from a job on this machine", 0, 0);
    }

    @Override
    void describe(Options options) {
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        if (!isRoot()) {
            throw CliException.refused("you must be root: the test uses other user ids, namespaces and a cgroup");
        }
        Kernel kernel = session.kernel();
        ExtensionStatus status = kernel.status()
                .orElseThrow(
                        () -> new KernelException(Kind.NOT_LOADED, "extension is not loaded: run proctrack start"));
        Selftest.obstacle(kernel, status).ifPresent(obstacle -> {
            throw CliException.refused(obstacle);
        });
        List<TrickResult> results;
        try (NativeTool tool = NativeTool.open("proctrack-tricks")) {
            results = run(new Selftest(kernel, tool.path()), arguments.json(), session);
        }
        if (arguments.json()) {
            session.json(results);
        } else {
            session.print(summary(results));
        }
        return code(results);
    }

    private static List<TrickResult> run(Selftest selftest, boolean json, Session session) {
        Thread stop = new Thread(selftest::stop, "proctrack-selftest-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            return selftest.run(List.of(Trick.values()), result -> {
                if (!json) {
                    session.print(line(result));
                    session.out().flush();
                }
            });
        } finally {
            forget(stop);
        }
    }

    private static void forget(Thread stop) {
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
            // it is at work
        }
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return true; // no /proc: only the tricks themselves can tell
        }
    }

    /** One line at a time, as they come: who stops it in the middle sees what was before. */
    private static String line(TrickResult result) {
        String state = switch (result.verdict()) {
            case DIED -> "ok    ";
            case FAILED -> "FAILED";
            case NOT_TRIED -> "skip  ";
        };
        String name = result.trick()
                + " ".repeat(Math.max(0, TRICK_WIDTH - result.trick().length()));
        String detail = result.verdict() == Verdict.DIED
                ? Text.processes(result.processes()) + ", killed within " + result.millis() + " ms"
                : Printable.line(result.reason());
        return state + "  " + name + "  " + detail;
    }

    private static String summary(List<TrickResult> results) {
        List<String> missing = results.stream()
                .filter(SelftestVerb::isCoreNotTried)
                .map(TrickResult::trick)
                .toList();
        return results.size() + " tricks: " + count(results, Verdict.DIED) + " died, "
                + count(results, Verdict.NOT_TRIED) + " not tried, " + count(results, Verdict.FAILED) + " failed"
                + (missing.isEmpty() ? "" : "; without " + String.join(", ", missing) + " this proves nothing");
    }

    private static boolean isCoreNotTried(TrickResult result) {
        return result.core() && result.verdict() == Verdict.NOT_TRIED;
    }

    private static long count(List<TrickResult> results, Verdict verdict) {
        return results.stream().filter(result -> result.verdict() == verdict).count();
    }

    private static ExitCode code(List<TrickResult> results) {
        if (results.stream().anyMatch(result -> result.survivors() > 0)) {
            return ExitCode.LEFT_OVER;
        }
        boolean good = count(results, Verdict.FAILED) == 0 && results.stream().noneMatch(SelftestVerb::isCoreNotTried);
        return good ? ExitCode.DONE : ExitCode.REFUSED;
    }
}
