// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Listing;
import org.proctrack.agent.kernel.Place;
import org.proctrack.mbeans.ProcessInfo;

/** The processes of a job, as a whole and in parts. */
public interface ListingsContract extends KernelContract {

    @Test
    default void aProcessIsDescribed() {
        Machine.Family family = machine().family();
        long job = machine().unusedJob();
        kernel().adopt(job, family.parent());
        ProcessInfo process = kernel().processes(job).stream()
                .filter(one -> one.pid() == family.child())
                .findFirst()
                .orElseThrow();
        assertThat(process)
                .usingRecursiveComparison()
                .ignoringFields("state", "startMillis")
                .isEqualTo(new ProcessInfo(family.child(), job, family.parent(), 0, "", "sleep", 0, true));
        assertThat(process.state()).matches("[RSD]");
        assertThat(process.startMillis()).isPositive();
        end(JobRef.of(job));
    }

    @Test
    default void listsAreSortedAndComplete() {
        JobRef first = job(2);
        JobRef second = job(3);
        List<ProcessInfo> all = kernel().allProcesses();
        assertThat(all)
                .isSortedAccordingTo(
                        Comparator.comparingLong(ProcessInfo::jobId).thenComparingLong(ProcessInfo::pid));
        for (JobRef job : List.of(first, second)) {
            assertThat(kernel().processes(job)).isSortedAccordingTo(Comparator.comparingLong(ProcessInfo::pid));
            assertThat(pids(kernel().processes(job)))
                    .isEqualTo(pids(
                            all.stream().filter(one -> one.jobId() == job.id()).toList()));
        }
        assertThat(kernel().processes(first)).hasSize(2);
        assertThat(kernel().processes(second)).hasSize(3);
        end(first);
        end(second);
        assertThat(kernel().processes(first)).isEmpty();
        assertThat(kernel().processes(machine().unusedJob())).isEmpty();
    }

    @Test
    default void partsHaveEachProcessOnce() {
        JobRef job = job(Listing.STEP + 3);
        List<Long> pids = pids(kernel().processes(job));
        for (int most : List.of(1, Listing.STEP, 2 * Listing.STEP - 1)) {
            Listing part = kernel().processes(job.id(), Place.FIRST, most);
            assertThat(part.processes()).hasSize(Listing.STEP);
            Listing rest = kernel().processes(job.id(), part.next().orElseThrow(), most);
            assertThat(rest.next()).isEmpty();
            List<Long> together = new ArrayList<>(pids(part.processes()));
            together.addAll(pids(rest.processes()));
            assertThat(together).containsExactlyInAnyOrderElementsOf(pids);
        }
        Listing whole = kernel().processes(job.id(), Place.FIRST, 2 * Listing.STEP);
        assertThat(pids(whole.processes())).containsExactlyInAnyOrderElementsOf(pids);
        assertThat(whole.next()).isEmpty();

        Place second =
                kernel().processes(job.id(), Place.FIRST, Listing.STEP).next().orElseThrow();
        assertThat(second.generation()).isEqualTo(job.generation());
        end(job);
        assertThat(kernel().processes(job.id(), second, Listing.STEP)).isEqualTo(Listing.NOTHING);
        assertThat(kernel().processes(job.id(), Place.FIRST, Listing.STEP)).isEqualTo(Listing.NOTHING);
    }

    private static List<Long> pids(List<ProcessInfo> processes) {
        return processes.stream().map(ProcessInfo::pid).toList();
    }
}
