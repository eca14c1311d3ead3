// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Listing;
import org.proctrack.agent.kernel.Place;
import org.proctrack.agent.loader.abi.Abi;
import org.proctrack.agent.loader.abi.Errno;
import org.proctrack.agent.loader.abi.Request;
import org.proctrack.mbeans.ProcessInfo;

/** Lists processes. */
final class Listings {

    private static final Comparator<ProcessInfo> BY_JOB_AND_PID =
            Comparator.comparingLong(ProcessInfo::jobId).thenComparingLong(ProcessInfo::pid);

    private final Calls calls;
    private final Decoder decoder;

    Listings(Calls calls, Decoder decoder) {
        this.calls = calls;
        this.decoder = decoder;
    }

    /** {@return the processes of a job, ascending by pid} */
    List<ProcessInfo> of(JobRef job) {
        List<ProcessInfo> processes = new ArrayList<>();
        int error = calls.list(Abi.OP_LIST, job, Abi.Process.SIZEOF, decoder::process, processes::add);
        if (error != -Errno.ESRCH) { // else the job is gone: that is its end
            require(error);
        }
        processes.sort(BY_JOB_AND_PID);
        return processes;
    }

    /** {@return the processes of all jobs, ascending by job and pid} */
    List<ProcessInfo> all() {
        List<ProcessInfo> processes = new ArrayList<>();
        require(calls.listAll(Abi.OP_LIST, Abi.Process.SIZEOF, decoder::process, processes::add));
        processes.sort(BY_JOB_AND_PID);
        return processes;
    }

    /** {@return the processes of a job from a place on, as many as fit} */
    Listing of(JobRef job, Place place, int most) {
        byte[] page = new byte[Abi.Page.SIZEOF];
        Request request = Request.of(page, Abi.OP_LIST, job.id()).place(place);
        List<ProcessInfo> processes = new ArrayList<>();
        do {
            int error = calls.page(page);
            if (error == -Errno.ESRCH) {
                return new Listing(processes, Optional.empty());
            }
            require(error);
            for (int i = 0; i < request.count(); i++) {
                processes.add(decoder.process(Calls.item(page, Abi.Process.SIZEOF, i)));
            }
        } while (request.goesOn() && processes.size() + Listing.STEP <= most);
        return new Listing(processes, request.goesOn() ? Optional.of(request.place()) : Optional.empty());
    }

    private void require(int error) {
        if (error != 0) {
            throw Refusals.of(error, calls.pins(), "list");
        }
    }
}
