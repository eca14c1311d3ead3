// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.ArrayList;
import java.util.List;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.ProcessInfo;

/** Lists of processes, as several verbs fetch and print them. */
final class Processes {

    private Processes() {}

    /** The processes of one job; a job without any does not exist. */
    static List<ProcessInfo> of(Kernel kernel, long job) {
        List<ProcessInfo> processes = kernel.processes(job);
        if (processes.isEmpty()) {
            throw new CliException(ExitCode.NOT_FOUND, "no job " + job + ": proctrack list shows all jobs");
        }
        return processes;
    }

    /** The processes of all jobs. A job that ends meanwhile adds none. */
    static List<ProcessInfo> all(Kernel kernel) {
        List<ProcessInfo> processes = new ArrayList<>();
        for (JobInfo job : kernel.jobs()) {
            processes.addAll(kernel.processes(job.id()));
        }
        return processes;
    }

    static String table(List<ProcessInfo> processes) {
        Table table = Table.of("JOB", "PID", "PPID", "UID", "STATE", "START", "COMMAND");
        for (ProcessInfo process : processes) {
            table.row(
                    process.jobId(),
                    process.pid(),
                    process.parentPid(),
                    process.uid(),
                    process.state(),
                    Text.time(process.startMillis()),
                    process.command());
        }
        return table.toString();
    }
}
