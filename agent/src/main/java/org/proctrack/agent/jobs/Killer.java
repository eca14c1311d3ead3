// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
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
    public KillVerdict kill(long job, int signal) {
        int signalled = kernel.signal(job, signal);
        long begin = System.nanoTime();
        boolean empty = signal == Signals.KILL && kernel.awaitEmpty(job, killWait);
        long waited = signal == Signals.KILL ? millisSince(begin) : 0;
        return verdict(job, signal, signalled, waited, empty);
    }

    /** SIGSTOP. */
    public KillVerdict suspend(long job) {
        return kill(job, Signals.STOP);
    }

    /** SIGCONT. */
    public KillVerdict resume(long job) {
        return kill(job, Signals.CONT);
    }

    /**
     * Ends a job in good order: SIGTERM, and SIGCONT so that suspended processes hear it; then SIGKILL to what is left.
     *
     * @param grace time between the two; zero or more
     */
    public KillVerdict terminate(long job, Duration grace) {
        int signalled = kernel.signal(job, Signals.TERM);
        long begin = System.nanoTime();
        signalIfThere(job, Signals.CONT);
        if (kernel.awaitEmpty(job, grace)) {
            return verdict(job, Signals.TERM, signalled, millisSince(begin), true);
        }
        signalled = signalIfThere(job, Signals.KILL);
        boolean empty = kernel.awaitEmpty(job, killWait);
        return verdict(job, Signals.KILL, signalled, millisSince(begin), empty);
    }

    /** A job that ended between two steps is what was wanted. */
    private int signalIfThere(long job, int signal) {
        try {
            return kernel.signal(job, signal);
        } catch (KernelException e) {
            if (e.kind() == KernelException.Kind.NO_SUCH_JOB) {
                return 0;
            }
            throw e;
        }
    }

    private KillVerdict verdict(long job, int signal, int signalled, long waitedMillis, boolean empty) {
        List<Survivor> survivors = new ArrayList<>();
        if (!empty) {
            for (ProcessInfo process : kernel.processes(job)) {
                survivors.add(new Survivor(process.pid(), process.command(), process.state()));
            }
        }
        return new KillVerdict(
                job, Signals.name(signal), signalled, survivors.size(), waitedMillis, List.copyOf(survivors));
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
