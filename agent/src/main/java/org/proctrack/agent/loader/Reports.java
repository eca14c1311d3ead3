// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.nio.ByteBuffer;
import org.proctrack.agent.jobs.Signals;
import org.proctrack.agent.kernel.JobAccount;
import org.proctrack.agent.kernel.KernelEvent;
import org.proctrack.agent.loader.abi.Abi;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.JobUsage;

/** Turns accounts and events of the kernel into records. */
final class Reports {

    private static final KernelEvent.Type[] TYPES = new KernelEvent.Type[Abi.EVENT_OWNER_ENDED + 1];

    static {
        TYPES[Abi.EVENT_REGISTERED] = KernelEvent.Type.JOB_REGISTERED;
        TYPES[Abi.EVENT_EMPTIED] = KernelEvent.Type.JOB_EMPTIED;
        TYPES[Abi.EVENT_SIGNALLED] = KernelEvent.Type.JOB_SIGNALLED;
        TYPES[Abi.EVENT_OVERFLOW] = KernelEvent.Type.OVERFLOW;
        TYPES[Abi.EVENT_STARTED] = KernelEvent.Type.PROCESS_STARTED;
        TYPES[Abi.EVENT_EXITED] = KernelEvent.Type.PROCESS_EXITED;
        TYPES[Abi.EVENT_DUMP] = KernelEvent.Type.DUMP_WANTED;
        TYPES[Abi.EVENT_OWNER_ENDED] = KernelEvent.Type.OWNER_ENDED;
    }

    private final Decoder decoder;
    private final BootClock clock;

    Reports(Decoder decoder, BootClock clock) {
        this.decoder = decoder;
        this.clock = clock;
    }

    static JobUsage usage(ByteBuffer usage) {
        long cpu = Abi.Usage.CPU.get(usage);
        long user = Math.min(cpu, Abi.Usage.USER.get(usage)); // settled apart, it may be ahead for a moment
        return new JobUsage(
                cpu,
                user,
                cpu - user,
                Abi.Usage.MAX_RSS.get(usage),
                Abi.Usage.READ_BYTES.get(usage),
                Abi.Usage.WRITE_BYTES.get(usage),
                Abi.Usage.READ_CHARS.get(usage),
                Abi.Usage.WRITE_CHARS.get(usage),
                Abi.Usage.VOLUNTARY.get(usage),
                Abi.Usage.INVOLUNTARY.get(usage),
                Abi.Usage.MINOR_FAULTS.get(usage),
                Abi.Usage.MAJOR_FAULTS.get(usage),
                ended(usage, Abi.END_NORMAL),
                ended(usage, Abi.END_FAILED),
                ended(usage, Abi.END_SIGNAL),
                ended(usage, Abi.END_OOM));
    }

    private static long ended(ByteBuffer usage, int how) {
        return Abi.Usage.ENDED.view(usage).getLong(how * Long.BYTES);
    }

    JobAccount account(ByteBuffer account) {
        ByteBuffer job = Abi.Account.JOB.view(account);
        return new JobAccount(
                decoder.job(job),
                usage(Abi.Account.USAGE.view(account)),
                Abi.JobInfo.GENERATION.get(job),
                (Abi.JobInfo.FLAGS.get(job) & Abi.JOB_WATCHED) != 0);
    }

    EndedJob ended(ByteBuffer account) {
        ByteBuffer info = Abi.Account.JOB.view(account);
        JobInfo job = decoder.job(info);
        int signal = Abi.Account.SIGNAL.get(account);
        return new EndedJob(
                job.id(),
                job.uid(),
                job.user(),
                job.label(),
                job.sinceMillis(),
                clock.millis(Abi.Account.ENDED.get(account)),
                job.processesPeak(),
                job.processesTotal(),
                signal == 0 ? "" : Signals.name(signal),
                Abi.Account.SIGNAL_UID.unsigned(account),
                Abi.Account.SIGNAL_PID.unsigned(account),
                job.owner(),
                job.ownerName(),
                (Abi.JobInfo.FLAGS.get(info) & Abi.JOB_OWNER_ENDED) != 0,
                usage(Abi.Account.USAGE.view(account)));
    }

    KernelEvent event(ByteBuffer event) {
        return new KernelEvent(
                TYPES[Abi.Event.TYPE.get(event)],
                Abi.Event.SEQUENCE.get(event),
                clock.millis(Abi.Event.TIME.get(event)),
                Abi.Event.JOB.unsigned(event),
                Abi.Event.GENERATION.get(event),
                Abi.Event.PID.unsigned(event),
                Abi.Event.UID.unsigned(event),
                Abi.Event.VALUE.unsigned(event),
                Abi.Event.COUNT.unsigned(event),
                Abi.Event.COMM.text(event));
    }
}
