// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Processes as columns, ascending by job id and pid: what stands at the same index is of the same process. It says what a
 * list of {@link ProcessInfo} does, and takes a fraction of the time on its way to a client.
 *
 * @param pids process ids (thread group ids) as the agent sees them
 * @param jobIds jobs that they belong to
 * @param parentPids process ids of their parents now
 * @param uids real user ids
 * @param states a letter for each, as in {@link ProcessInfo#state}
 * @param commands names in the kernel
 * @param startMillis when they started, in epoch milliseconds
 * @param untabledPids those of the pids that have no record; mostly none
 */
@SuppressWarnings("ArrayRecordComponent") // arrays are what makes it cheap; nobody compares two tables
public record ProcessTable(
        long[] pids,
        long[] jobIds,
        long[] parentPids,
        long[] uids,
        String states,
        List<String> commands,
        long[] startMillis,
        long[] untabledPids) {

    /**
     * The table of some processes.
     *
     * @param processes in this order
     * @return a table with a row for each
     */
    public static ProcessTable of(List<ProcessInfo> processes) {
        StringBuilder states = new StringBuilder(processes.size());
        processes.forEach(process -> states.append(process.state()));
        return new ProcessTable(
                processes.stream().mapToLong(ProcessInfo::pid).toArray(),
                processes.stream().mapToLong(ProcessInfo::jobId).toArray(),
                processes.stream().mapToLong(ProcessInfo::parentPid).toArray(),
                processes.stream().mapToLong(ProcessInfo::uid).toArray(),
                states.toString(),
                commands(processes),
                processes.stream().mapToLong(ProcessInfo::startMillis).toArray(),
                processes.stream()
                        .filter(process -> !process.tabled())
                        .mapToLong(ProcessInfo::pid)
                        .toArray());
    }

    /** A name that comes again is the same object, which is sent once. */
    private static List<String> commands(List<ProcessInfo> processes) {
        Map<String, String> names = new HashMap<>();
        return processes.stream()
                .map(process -> names.computeIfAbsent(process.command(), name -> name))
                .toList();
    }
}
