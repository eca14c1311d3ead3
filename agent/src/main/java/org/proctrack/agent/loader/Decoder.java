// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.LiveJob;
import org.proctrack.agent.loader.abi.Abi;
import org.proctrack.agent.loader.procfs.ProcStat;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.JobPhase;
import org.proctrack.mbeans.ProcessInfo;

/** Turns the kernel's structs into records. */
final class Decoder {

    private static final String UNKNOWN_STATE = "?";
    private static final String ENDING_STATE = "X";

    private final BootClock clock;
    private final Users users;

    Decoder(BootClock clock, Users users) {
        this.clock = clock;
        this.users = users;
    }

    ExtensionStatus status(ByteBuffer state) {
        return new ExtensionStatus(
                new ExtensionStatus.Build(
                        Abi.State.FILE.text(state), Abi.State.VERSION.text(state), magic(Abi.State.BUILD.get(state))),
                limits(state),
                new ExtensionStatus.Population(
                        Abi.State.TRACKED.get(state),
                        Abi.State.PEAK.get(state),
                        Abi.State.UNTABLED.get(state),
                        Abi.State.JOBS.get(state)),
                counters(state),
                Abi.State.CLOSED.get(state) != 0,
                (Abi.State.FEATURES.get(state) & Abi.FEATURE_CALLS) != 0,
                (Abi.State.FEATURES.get(state) & Abi.FEATURE_BACKUP_HOOKS) != 0,
                clock.millis(Abi.State.LOADED_AT.get(state)),
                Reports.usage(Abi.State.ENDED.view(state)),
                new ExtensionStatus.History(
                        Abi.State.HISTORY.get(state),
                        Abi.State.HISTORY_COUNT.get(state),
                        Abi.State.HISTORY_DROPPED.get(state)),
                Abi.State.EVENTS.get(state),
                new ExtensionStatus.Debug(Abi.State.DEBUG.get(state) != 0, Abi.State.DEBUG_LOG.text(state)),
                Features.refusals(state));
    }

    private static ExtensionStatus.Limits limits(ByteBuffer state) {
        return new ExtensionStatus.Limits(
                Abi.State.CAPACITY.get(state),
                Abi.State.JOB_CAPACITY.get(state),
                Abi.State.PID_LIMIT.get(state),
                Abi.State.OVERFLOW.get(state) == Abi.OVERFLOW_KILL,
                Abi.State.SHARE.get(state));
    }

    private static ExtensionStatus.Counters counters(ByteBuffer state) {
        return new ExtensionStatus.Counters(
                Abi.State.FORKS.get(state),
                Abi.State.EXITS.get(state),
                Abi.State.UNTABLED_TOTAL.get(state),
                Abi.State.OVERFLOW_KILLS.get(state),
                Abi.State.LOST_EXITS.get(state)
                        + Abi.State.SIGNAL_FAILURES.get(state)
                        + Abi.State.HOOK_LOSSES.get(state)
                        + Abi.State.EVENTS_LEFT_OUT.get(state),
                Abi.State.HOOK_MISSES.get(state),
                Abi.State.BIRTHS_REPAIRED.get(state) + Abi.State.EXITS_REPAIRED.get(state),
                Abi.State.UNSETTLED.get(state),
                Abi.State.JOBS_TOTAL.get(state));
    }

    static LiveJob live(ByteBuffer job) {
        return new LiveJob(Abi.JobInfo.ID.unsigned(job), Abi.JobInfo.GENERATION.get(job), Abi.JobInfo.SINCE.get(job));
    }

    JobInfo job(ByteBuffer job) {
        long uid = Abi.JobInfo.USER.unsigned(job);
        return new JobInfo(
                Abi.JobInfo.ID.unsigned(job),
                Abi.JobInfo.PROCESSES.get(job),
                Abi.JobInfo.UNTABLED.get(job),
                uid,
                users.name(uid),
                clock.millis(Abi.JobInfo.SINCE.get(job)),
                Abi.JobInfo.PEAK.get(job),
                Abi.JobInfo.TOTAL.get(job),
                phase(Abi.JobInfo.FLAGS.get(job)).name(),
                Abi.JobInfo.LABEL.text(job));
    }

    ProcessInfo process(ByteBuffer process) {
        long pid = Abi.Process.PID.unsigned(process);
        long start = Abi.Process.START.get(process);
        int state = Abi.Process.STATE.get(process);
        boolean ending = (Abi.Process.FLAGS.get(process) & Abi.PROCESS_ENDING) != 0;
        if (state == 0) {
            ProcStat stat =
                    ProcStat.read(pid).filter(found -> found.started(start)).orElse(null);
            if (stat != null) {
                String letter = ending ? ENDING_STATE : stat.state();
                return process(process, stat.parent(), stat.uid(), letter, stat.command(), stat.startNanos());
            }
        }
        return process(
                process,
                Abi.Process.PARENT.unsigned(process),
                Abi.Process.UID.unsigned(process),
                state == 0 ? (ending ? ENDING_STATE : UNKNOWN_STATE) : Character.toString(state),
                Abi.Process.COMM.text(process),
                start);
    }

    private ProcessInfo process(
            ByteBuffer process, long parent, long uid, String state, String command, long startNanos) {
        return new ProcessInfo(
                Abi.Process.PID.unsigned(process),
                Abi.Process.JOB.unsigned(process),
                parent,
                uid,
                state,
                command,
                clock.millis(startNanos),
                (Abi.Process.FLAGS.get(process) & Abi.PROCESS_UNTABLED) == 0);
    }

    /** {@return a build's magic number as people see it} */
    static String magic(long build) {
        return HexFormat.of().toHexDigits(build);
    }

    private static JobPhase phase(int flags) {
        if ((flags & Abi.JOB_DYING) != 0) {
            return JobPhase.DYING;
        }
        return (flags & Abi.JOB_SUSPENDED) != 0 ? JobPhase.SUSPENDED : JobPhase.RUNNING;
    }
}
