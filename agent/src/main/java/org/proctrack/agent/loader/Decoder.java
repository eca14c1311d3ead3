// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import org.proctrack.agent.kernel.Counter;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.LiveJob;
import org.proctrack.agent.loader.abi.Abi;
import org.proctrack.agent.loader.abi.Field;
import org.proctrack.agent.loader.procfs.ProcStat;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.JobPhase;
import org.proctrack.mbeans.ProcessInfo;

/** Turns the kernel's structs into records. */
final class Decoder {

    private static final String UNKNOWN_STATE = "?";
    private static final String ENDING_STATE = "X";

    private static final Map<Counter, Field.U64> COUNTERS = places();

    private final BootClock clock;
    private final Users users;

    Decoder(BootClock clock, Users users) {
        this.clock = clock;
        this.users = users;
    }

    ExtensionStatus status(ByteBuffer state) {
        ByteBuffer settings = Abi.State.SETTINGS.view(state);
        ByteBuffer counters = Abi.State.COUNTERS.view(state);
        int features = Abi.Settings.FEATURES.get(settings);
        return new ExtensionStatus(
                new ExtensionStatus.Build(
                        Abi.Settings.FILE.text(settings),
                        Abi.Settings.VERSION.text(settings),
                        magic(Abi.Settings.BUILD.get(settings))),
                limits(settings),
                new ExtensionStatus.Population(
                        Abi.Counters.TRACKED.get(counters),
                        Abi.Counters.PEAK.get(counters),
                        Abi.Counters.UNTABLED.get(counters),
                        Abi.Counters.JOBS.get(counters)),
                counters(counters),
                Abi.State.CLOSED.get(state) != 0,
                (features & Abi.FEATURE_CALLS) != 0,
                (features & Abi.FEATURE_BACKUP_HOOKS) != 0,
                clock.millis(Abi.Settings.LOADED_AT.get(settings)),
                Reports.usage(Abi.Counters.ENDED.view(counters)),
                new ExtensionStatus.History(
                        Abi.Settings.HISTORY.get(settings),
                        Abi.Counters.HISTORY.get(counters),
                        Abi.Counters.HISTORY_DROPPED.get(counters)),
                Abi.Counters.EVENTS.get(counters),
                new ExtensionStatus.Debug(Abi.Settings.DEBUG.get(settings) != 0, Abi.Settings.DEBUG_LOG.text(settings)),
                Features.refusals(settings));
    }

    private static ExtensionStatus.Limits limits(ByteBuffer settings) {
        return new ExtensionStatus.Limits(
                Abi.Settings.CAPACITY.get(settings),
                Abi.Settings.JOB_CAPACITY.get(settings),
                Abi.Settings.PID_LIMIT.get(settings),
                Abi.Settings.OVERFLOW.get(settings) == Abi.OVERFLOW_KILL,
                Abi.Settings.SHARE.get(settings));
    }

    private static ExtensionStatus.Counters counters(ByteBuffer counters) {
        Map<Counter, Long> counts = new EnumMap<>(Counter.class);
        COUNTERS.forEach((counter, field) -> counts.put(counter, field.get(counters)));
        return new ExtensionStatus.Counters(counts);
    }

    /** Each where C has it. */
    private static Map<Counter, Field.U64> places() {
        Map<Counter, Field.U64> places = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            try {
                places.put(counter, (Field.U64)
                        Abi.Counters.class.getField(counter.name()).get(null));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
        return places;
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
                Abi.JobInfo.LABEL.text(job),
                Abi.JobInfo.OWNER.unsigned(job),
                Abi.JobInfo.OWNER_COMM.text(job));
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
