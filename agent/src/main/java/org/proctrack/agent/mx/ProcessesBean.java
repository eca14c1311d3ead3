// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.List;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.Listing;
import org.proctrack.agent.kernel.Place;
import org.proctrack.mbeans.ProcessInfo;
import org.proctrack.mbeans.ProcessPage;
import org.proctrack.mbeans.ProcessTable;
import org.proctrack.mbeans.ProcessesMXBean;

/** The processes of all jobs. */
public final class ProcessesBean implements ProcessesMXBean {

    private final Kernel kernel;

    /**
     * The processes of a kernel's jobs.
     *
     * @param kernel asked for everything
     */
    public ProcessesBean(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public int getCount() {
        return ExceptionTranslator.orElse(
                0,
                () -> kernel.status()
                        .map(status -> status.population().tracked())
                        .orElse(0));
    }

    @Override
    public List<ProcessInfo> list(long jobId, int offset, int limit) {
        return ExceptionTranslator.call(() -> {
            Arguments.job(jobId);
            Arguments.offset(offset);
            Arguments.limit(limit);
            List<ProcessInfo> all = kernel.processes(jobId);
            if (all.isEmpty()) {
                throw noJob(jobId);
            }
            return Arguments.page(all, offset, limit);
        });
    }

    @Override
    public List<ProcessInfo> listAll() {
        return ExceptionTranslator.call(kernel::allProcesses);
    }

    @Override
    public ProcessTable table() {
        return ProcessTable.of(listAll());
    }

    @Override
    public ProcessPage page(long jobId, String place, int limit) {
        return ExceptionTranslator.call(() -> {
            Arguments.job(jobId);
            Arguments.pageLimit(limit);
            Place from = Place.of(place);
            Listing page = kernel.processes(jobId, from, limit);
            if (page.processes().isEmpty() && from.equals(Place.FIRST)) {
                throw noJob(jobId);
            }
            return new ProcessPage(
                    page.processes(), page.next().map(Place::toString).orElse(""));
        });
    }

    private static KernelException noJob(long job) {
        return new KernelException(Kind.NO_SUCH_JOB, "no job " + job + ": the attribute Ids of Jobs lists all jobs");
    }

    @Override
    public ProcessInfo find(long pid) {
        return ExceptionTranslator.call(() -> {
            Arguments.pid(pid);
            long job = kernel.find(pid).orElseThrow(() -> JobsBean.inNoJob(pid));
            return kernel.processes(job).stream()
                    .filter(process -> process.pid() == pid)
                    .findFirst()
                    .orElseThrow(() -> JobsBean.inNoJob(pid));
        });
    }
}
