// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.Signalled;
import org.proctrack.mbeans.KillVerdict;
import org.proctrack.mbeans.ProcessInfo;
import org.proctrack.mbeans.Survivor;

/** Signals jobs and says what came of it. Keeps no state; refusals are the kernel's {@link KernelException}. */
public final class Killer {

    /** How long a SIGKILL may take by default: the teardown of some thousand processes with room to spare. */
    public static final Duration KILL_WAIT = Duration.ofSeconds(10);

    private final Kernel kernel;
    private final Duration killWait;

    /** A killer that waits {@link #KILL_WAIT} after a SIGKILL. */
    public Killer(Kernel kernel) {
        this(kernel, KILL_WAIT);
    }

    /**
     * A killer.
     *
     * @param kernel where the jobs are
     * @param killWait how long to wait at most for the end of a job after a SIGKILL
     */
    public Killer(Kernel kernel, Duration killWait) {
        this.kernel = kernel;
        this.killWait = killWait;
    }

    /** Signals a job once. After a SIGKILL it waits for the job's end; survivors of other signals are its processes. */
    public KillVerdict kill(JobRef job, int signal) {
        Signalled signalled = kernel.signal(job, signal);
        long begin = System.nanoTime();
        boolean empty = signal == Signals.KILL && kernel.awaitEmpty(signalled.job(), killWait);
        long waited = signal == Signals.KILL ? millisSince(begin) : 0;
        return verdict(signalled, signal, waited, empty);
    }

    /** SIGSTOP. */
    public KillVerdict suspend(JobRef job) {
        return kill(job, Signals.STOP);
    }

    /** SIGCONT. */
    public KillVerdict resume(JobRef job) {
        return kill(job, Signals.CONT);
    }

    /**
     * Ends a job in good order: SIGTERM, and SIGCONT so that suspended processes hear it; then SIGKILL to what is left.
     *
     * @param grace time between the two; zero or more
     */
    public KillVerdict terminate(JobRef job, Duration grace) {
        Signalled signalled = kernel.signal(job, Signals.TERM);
        JobRef exactly = signalled.job();
        long begin = System.nanoTime();
        signalIfThere(exactly, Signals.CONT);
        if (kernel.awaitEmpty(exactly, grace)) {
            return verdict(signalled, Signals.TERM, millisSince(begin), true);
        }
        signalled = signalIfThere(exactly, Signals.KILL);
        boolean empty = kernel.awaitEmpty(exactly, killWait);
        return verdict(signalled, Signals.KILL, millisSince(begin), empty);
    }

    /** A job that ended between two steps is what was wanted, also when another one has its id by now. */
    private Signalled signalIfThere(JobRef job, int signal) {
        try {
            return kernel.signal(job, signal);
        } catch (KernelException e) {
            if (e.kind() == KernelException.Kind.NO_SUCH_JOB) {
                return new Signalled(job, 0);
            }
            throw e;
        }
    }

    private KillVerdict verdict(Signalled signalled, int signal, long waitedMillis, boolean empty) {
        List<Survivor> survivors = new ArrayList<>();
        if (!empty) {
            for (ProcessInfo process : kernel.processes(signalled.job())) {
                survivors.add(new Survivor(process.pid(), process.command(), process.state()));
            }
        }
        return new KillVerdict(
                signalled.job().id(),
                Signals.name(signal),
                signalled.count(),
                survivors.size(),
                waitedMillis,
                List.copyOf(survivors));
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
