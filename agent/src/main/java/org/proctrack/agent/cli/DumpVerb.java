// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.JobAccount;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.text.Json;
import org.proctrack.agent.text.Printable;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.JobUsage;
import org.proctrack.mbeans.ProcessInfo;

/** Prints all records of the kernel. Each job is a snapshot of its own; a job may end between two of them. */
final class DumpVerb extends Verb {

    /** One job, what it has used (null when it has just ended), and its processes. */
    private record Job(JobInfo info, JobUsage usage, List<ProcessInfo> processes) {}

    /** For --json: a job's processes stand among its figures. */
    private record Dump(Map<String, Object> extension, List<Object> jobs) {}

    DumpVerb() {
        super("dump", "[--json]", "print all records; with debug on, write them to the log too", 0, 0);
    }

    @Override
    void describe(Options options) {
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        Kernel kernel = session.kernel();
        ExtensionStatus extension = kernel.status()
                .orElseThrow(() -> new KernelException(
                        KernelException.Kind.NOT_LOADED, "extension is not loaded: run proctrack start"));
        kernel.dumpToLog();
        List<Job> jobs = new ArrayList<>();
        for (JobInfo job : kernel.jobs()) {
            JobUsage usage = kernel.account(job.id()).map(JobAccount::usage).orElse(null);
            jobs.add(new Job(job, usage, kernel.processes(job.id())));
        }
        if (arguments.json()) {
            json(extension, jobs, session);
        } else {
            print(extension, jobs, session);
        }
        return ExitCode.DONE;
    }

    private static void json(ExtensionStatus extension, List<Job> jobs, Session session) {
        List<Object> documents = new ArrayList<>();
        for (Job job : jobs) {
            documents.add(Json.with(Json.with(job.info(), "usage", job.usage()), "processes", job.processes()));
        }
        session.json(new Dump(StatusView.document(extension), documents));
    }

    private static void print(ExtensionStatus extension, List<Job> jobs, Session session) {
        session.print(StatusView.text(extension));
        for (Job job : jobs) {
            JobInfo info = job.info();
            session.print("");
            session.print(Printable.line("job " + info.id() + ": " + Text.processes(info.processCount()) + " (peak "
                    + info.processesPeak() + ", total " + info.processesTotal() + ", untabled " + info.untabled()
                    + "), " + info.phase() + ", of " + info.user() + " (uid " + info.uid() + ")"
                    + (info.label().isEmpty() ? "" : ", " + info.label()) + ", since "
                    + Text.time(info.sinceMillis())));
            session.print(Processes.table(job.processes()));
        }
    }
}
