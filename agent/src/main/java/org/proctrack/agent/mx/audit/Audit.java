// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.proctrack.agent.access.Account;
import org.proctrack.agent.access.Caller;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.KernelEvent;
import org.proctrack.agent.mx.events.EventPump;
import org.proctrack.agent.mx.events.EventText;
import org.proctrack.agent.mx.events.Outbox;
import org.proctrack.agent.mx.events.TimeBudget;
import org.proctrack.agent.remote.AccessLog;

/**
 * Writes to the logger {@value #LOGGER_NAME}: one line for each command that came through JMX, and one for each job that
 * began, ended or was signalled, by whomever and in whatever way; and one for each time that lines may be missing, because
 * events were lost or the extension went. Neither a handler that blocks nor one that throws
 * concerns the caller: the lines are handed over on a thread of their own, and lines without room are counted in the
 * next one.
 */
public final class Audit implements AccessLog, EventPump.Witness, AutoCloseable {

    /** The logger's name. */
    public static final String LOGGER_NAME = "org.proctrack.audit";

    private static final long LAST_LINES_MILLIS = 1000;
    private static final Logger LOGGER = Logger.getLogger(LOGGER_NAME); // kept: loggers are weakly held

    private final Outbox<LogRecord> outbox = new Outbox<>("proctrack-audit", this::publish);
    private final AtomicLong dropped = new AtomicLong();
    private volatile AuditForm form;

    /**
     * An audit.
     *
     * @param form what lines look like
     */
    public Audit(AuditForm form) {
        this.form = form;
    }

    /** From now on lines look like this. */
    public void form(AuditForm wanted) {
        form = wanted;
    }

    /**
     * A command went well.
     *
     * @param job id of the job whose MBean it is; null for another MBean
     * @param operation name
     * @param arguments as given
     * @param outcome what it answered, as JMX shows it
     */
    public void done(String job, String operation, List<Object> arguments, Object outcome) {
        write(
                Level.INFO,
                now(),
                TimeBudget.none(),
                () -> Outcome.describe(command(job, operation, arguments).with("verdict", "ok"), outcome));
    }

    /** A command was refused, or failed. */
    public void refused(String job, String operation, List<Object> arguments, Throwable refusal) {
        write(Level.WARNING, now(), TimeBudget.none(), () -> verdict(command(job, operation, arguments), refusal));
    }

    private static AuditLine command(String job, String operation, List<Object> arguments) {
        AuditLine line = new AuditLine().with("op", operation);
        if (job != null) {
            line.with("job", Long.valueOf(job)); // a number in JSON, as in the lines of events
        }
        return caller(line).with("args", arguments.stream().map(Outcome::plain).toList());
    }

    private static AuditLine caller(AuditLine line) {
        line.with("principal", Caller.principal());
        Caller.role().ifPresent(role -> line.with("role", role));
        Caller.address().ifPresent(address -> line.with("from", address));
        return line;
    }

    @Override
    public void passed(String mbean, String operation, List<Object> arguments, Throwable refusal) {
        write(refusal == null ? Level.INFO : Level.WARNING, now(), TimeBudget.none(), () -> {
            AuditLine line = new AuditLine().with("op", operation);
            if (!mbean.isEmpty()) {
                line.with("mbean", mbean);
            }
            caller(line).with("args", arguments.stream().map(Outcome::plain).toList());
            return verdict(line, refusal);
        });
    }

    @Override
    public void session(String operation, Account account, String from, Throwable refusal) {
        write(
                refusal == null ? Level.INFO : Level.WARNING,
                now(),
                TimeBudget.none(),
                () -> verdict(
                        new AuditLine()
                                .with("op", operation)
                                .with("principal", account.name())
                                .with("role", account.role())
                                .with("from", from),
                        refusal));
    }

    @Override
    public void notLoggedIn(String name, String from, Throwable refusal) {
        write(
                Level.WARNING,
                now(),
                TimeBudget.none(),
                () -> verdict(
                        new AuditLine()
                                .with("op", "login")
                                .with("principal", name)
                                .with("from", from),
                        refusal));
    }

    @Override
    public void cut(String from, String reason, long count) {
        write(
                Level.WARNING,
                now(),
                TimeBudget.none(),
                () -> new AuditLine()
                        .with("op", "connect")
                        .with("from", from)
                        .with("count", count)
                        .with("verdict", "refused")
                        .with("message", reason));
    }

    private static AuditLine verdict(AuditLine line, Throwable refusal) {
        return refusal == null
                ? line.with("verdict", "ok")
                : line.with("verdict", "refused").with("message", Outcome.message(refusal));
    }

    @Override
    public boolean listens() {
        return form != AuditForm.OFF && LOGGER.isLoggable(Level.INFO);
    }

    @Override
    public void saw(KernelEvent event, TimeBudget budget) {
        switch (event.type()) {
            case JOB_REGISTERED, JOB_EMPTIED, JOB_SIGNALLED, OWNER_ENDED ->
                write(Level.INFO, Instant.ofEpochMilli(event.timeMillis()), budget, () -> line(event));
            case OVERFLOW, PROCESS_STARTED, PROCESS_EXITED, DUMP_WANTED -> {
                // nobody's command
            }
        }
    }

    @Override
    public void lost(long inKernel, long unread, TimeBudget budget) {
        AuditLine line = new AuditLine().with("event", "EVENTS_LOST");
        if (unread > 0) {
            line.with("unread", unread);
        } else {
            line.with("lost", inKernel);
        }
        write(Level.WARNING, now(), budget, () -> line);
    }

    @Override
    public void loaded(ExtensionStatus status, TimeBudget budget) {
        extension("EXTENSION_LOADED", status, budget);
    }

    @Override
    public void unloaded(ExtensionStatus before, TimeBudget budget) {
        extension("EXTENSION_UNLOADED", before, budget);
    }

    private void extension(String what, ExtensionStatus status, TimeBudget budget) {
        write(Level.INFO, now(), budget, () -> {
            AuditLine line = new AuditLine()
                    .with("event", what)
                    .with("magic", status.build().magic())
                    .with("capacity", status.limits().capacity());
            return status.refusals().isEmpty() ? line : line.with("off", refusals(status));
        });
    }

    private static List<String> refusals(ExtensionStatus status) {
        return status.refusals().stream()
                .map(refusal -> refusal.feature().label() + ": " + refusal.reason())
                .toList();
    }

    /** As fine as the times that the kernel's events have. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static AuditLine line(KernelEvent event) {
        AuditLine line = new AuditLine().with("event", event.type()).with("job", event.job());
        if (event.type() == KernelEvent.Type.JOB_SIGNALLED || event.type() == KernelEvent.Type.OWNER_ENDED) {
            line.with("signal", EventText.signal(event.value())).with("signalled", event.count());
        }
        return line.with("pid", event.pid()).with("uid", event.uid()).with("command", event.command());
    }

    private void write(Level level, Instant time, TimeBudget budget, Supplier<AuditLine> line) {
        try {
            AuditForm wanted = form;
            if (wanted == AuditForm.OFF || !LOGGER.isLoggable(level)) {
                return;
            }
            String text = wanted == AuditForm.JSON
                    ? line.get().json(time)
                    : line.get().text();
            if (!outbox.offer(entry(level, time, text), budget)) {
                dropped.incrementAndGet();
            }
        } catch (RuntimeException | Error e) { // somebody's filter, toString or principal: the command counts
            dropped.incrementAndGet();
        }
    }

    private static LogRecord entry(Level level, Instant time, String text) {
        LogRecord entry = new LogRecord(level, text);
        entry.setInstant(time);
        entry.setLoggerName(LOGGER_NAME);
        entry.setSourceClassName(LOGGER_NAME); // else it is looked for on the stack of another thread
        entry.setSourceMethodName(null);
        return entry;
    }

    private void publish(LogRecord entry) {
        try {
            long missing = dropped.getAndSet(0);
            if (missing > 0) {
                AuditLine line = new AuditLine().with("dropped", missing);
                Instant now = now();
                LOGGER.log(entry(Level.WARNING, now, form == AuditForm.JSON ? line.json(now) : line.text()));
            }
        } finally { // also after a handler that threw
            LOGGER.log(entry);
        }
    }

    /** Waits a moment for the last lines. */
    @Override
    public void close() {
        outbox.drain(LAST_LINES_MILLIS);
        outbox.close();
    }
}
