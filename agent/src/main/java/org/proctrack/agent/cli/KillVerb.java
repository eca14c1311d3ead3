// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.time.Duration;
import java.util.List;
import org.apache.commons.cli.Options;
import org.proctrack.agent.jobs.Killer;
import org.proctrack.agent.jobs.Signals;
import org.proctrack.agent.jobs.UnknownSignalException;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.text.Printable;
import org.proctrack.mbeans.KillVerdict;
import org.proctrack.mbeans.ProcessInfo;
import org.proctrack.mbeans.Survivor;

/** Signals every process of a job and prints the verdict. */
final class KillVerb extends Verb {

    /** What a dry run would have signalled, for --json. */
    private record Rehearsal(long jobId, String signal, List<ProcessInfo> processes) {}

    KillVerb() {
        super(
                "kill",
                "JOB [-s SIGNAL | --grace DURATION] [--dry-run] [--json]",
                "signal every process of a job, with SIGKILL by default",
                1,
                1);
    }

    @Override
    void describe(Options options) {
        options.addOption(value("s", "signal", "SIGNAL", "name or number, such as TERM, SIGHUP or 9; default KILL"));
        options.addOption(
                value(null, "grace", "DURATION", "send TERM and CONT first, then KILL after DURATION: 500ms, 10s, 2m"));
        options.addOption(flag("dry-run", "show which processes would be signalled; send nothing"));
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        if (arguments.has("s") && arguments.has("grace")) {
            throw arguments.usage("--grace sends TERM and then KILL: omit -s");
        }
        Duration grace = arguments.has("grace") ? arguments.duration("grace", Duration.ofMillis(1)) : null;
        int signal = grace != null ? Signals.TERM : arguments.has("s") ? signal(arguments.value("s")) : Signals.KILL;
        long job = arguments.job(0);
        Kernel kernel = session.kernel();
        if (arguments.has("dry-run")) {
            return rehearse(arguments, session, new Rehearsal(job, Signals.name(signal), Processes.of(kernel, job)));
        }
        Killer killer = new Killer(kernel);
        JobRef ref = JobRef.of(job);
        KillVerdict verdict = Progress.during(
                () -> grace != null ? killer.terminate(ref, grace) : killer.kill(ref, signal), job, session);
        boolean lethal = grace != null || signal == Signals.KILL;
        if (arguments.json()) {
            session.json(verdict);
        } else {
            print(verdict, lethal, session);
        }
        return lethal && verdict.survivors() > 0 ? ExitCode.LEFT_OVER : ExitCode.DONE;
    }

    private static int signal(String text) {
        try {
            return Signals.parse(text);
        } catch (UnknownSignalException e) {
            throw CliException.usage(e.getMessage());
        } catch (IllegalArgumentException e) {
            boolean zero = Numbers.looksLikeOne(text) && Numbers.toLong(text) == 0;
            throw CliException.refused(
                    zero
                            ? "signal 0 sends nothing: use --dry-run to see which processes would be signalled"
                            : e.getMessage());
        }
    }

    private static ExitCode rehearse(Arguments arguments, Session session, Rehearsal rehearsal) {
        if (arguments.json()) {
            session.json(rehearsal);
        } else {
            session.print("job " + rehearsal.jobId() + ": " + rehearsal.signal() + " would go to "
                    + Text.processes(rehearsal.processes().size()));
            session.print(Processes.table(rehearsal.processes()));
        }
        return ExitCode.DONE;
    }

    /** After a signal that need not kill, those who are left are no news. */
    private static void print(KillVerdict verdict, boolean lethal, Session session) {
        String sent = "job " + verdict.jobId() + ": " + Printable.line(verdict.signal()) + " to "
                + Text.processes(verdict.signalled());
        if (!lethal) {
            session.print(sent);
            return;
        }
        String survivors = verdict.survivors() == 1 ? "1 survivor" : verdict.survivors() + " survivors";
        session.print(sent + ", " + survivors + ", waited " + verdict.waitedMillis() + " ms");
        for (Survivor survivor : verdict.survivorProcesses()) {
            session.print(Printable.line(
                    "  pid " + survivor.pid() + "  state " + survivor.state() + "  command " + survivor.command()));
        }
    }
}
