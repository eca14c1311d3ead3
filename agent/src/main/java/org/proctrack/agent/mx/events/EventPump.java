// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.proctrack.agent.kernel.Counter;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelEvent;
import org.proctrack.agent.kernel.KernelEvents;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;

/**
 * Asks the kernel what happened since the last time, and says it to those who listen. For one thread. What happened
 * before {@link #begin} is nobody's news. Where the kernel skips hooks, it also lets it look for what happened unseen.
 */
public final class EventPump {

    /** Who else wants to hear of events. */
    public interface Witness {

        /** {@return whether it does, now} */
        boolean listens();

        /** Something happened. */
        void saw(KernelEvent event, TimeBudget budget);

        /** Events were lost: so many in the kernel, or so many because they were overwritten before we read them. */
        void lost(long inKernel, long unread, TimeBudget budget);

        /** The extension was loaded. */
        void loaded(ExtensionStatus status, TimeBudget budget);

        /** The extension was unloaded; what it still had to tell is gone. */
        void unloaded(ExtensionStatus before, TimeBudget budget);
    }

    /** What a listener may cost one step, and all together. */
    private static final long BUDGET_MILLIS = 50;

    private static final long BUDGET_IN_ALL_MILLIS = 500;

    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Clocks are read one after the other, and a start takes longer than this. */
    private static final long SAME_TIME_MILLIS = 100;

    /** A look at the state, with the time of the load as milliseconds ago. */
    private record Seen(ExtensionStatus status, long loadedAgoMillis, long nanoTime) {

        static Seen now(ExtensionStatus status) {
            return new Seen(status, System.currentTimeMillis() - status.loadedSinceMillis(), System.nanoTime());
        }

        /** Whether this is a later load than that. Setting the clock moves loadedSince too, but not the time ago. */
        boolean isOtherLoadThan(Seen before) {
            ExtensionStatus then = before.status;
            if (status.lastEvent() < then.lastEvent()
                    || status.counters().of(Counter.FORKS) < then.counters().of(Counter.FORKS)
                    || status.counters().of(Counter.EXITS) < then.counters().of(Counter.EXITS)) {
                return true;
            }
            long passed = TimeUnit.NANOSECONDS.toMillis(nanoTime - before.nanoTime);
            boolean since = Math.abs(status.loadedSinceMillis() - then.loadedSinceMillis()) > SAME_TIME_MILLIS;
            return since && Math.abs(loadedAgoMillis - before.loadedAgoMillis - passed) > SAME_TIME_MILLIS;
        }
    }

    private final Kernel kernel;
    private final Notifier notifier;
    private final Witness witness;
    private boolean begun;
    private Seen last;
    private long known;
    private SweepRule sweeps = new SweepRule();

    /**
     * A pump that has not begun.
     *
     * @param kernel asked for everything
     * @param notifier told of everything
     * @param witness told of events
     */
    public EventPump(Kernel kernel, Notifier notifier, Witness witness) {
        this.kernel = kernel;
        this.notifier = notifier;
        this.witness = witness;
    }

    /** From now on: what happens after this is told at the next {@link #step}. */
    public void begin() {
        Optional<ExtensionStatus> status = kernel.status();
        last = status.map(Seen::now).orElse(null);
        known = last == null ? 0 : kernel.events(Long.MAX_VALUE).last();
        begun = true;
    }

    /** {@return whether anybody hears of events} */
    public boolean isHeard() {
        return notifier.isHeard() || witness.listens();
    }

    /**
     * Tells what happened since.
     *
     * @return how long the next step may wait without news: what a kernel skips makes none
     * @throws KernelException when the kernel cannot be asked; the next step tells it
     */
    public Duration step() {
        if (!begun) {
            begin();
            return LONGEST;
        }
        TimeBudget budget = TimeBudget.ofMillis(BUDGET_MILLIS, BUDGET_IN_ALL_MILLIS);
        Seen before = last;
        Seen now = kernel.status().map(Seen::now).orElse(null);
        last = now;
        boolean other = before == null || now == null || now.isOtherLoadThan(before);
        if (before != null && other) {
            witness.unloaded(before.status(), budget);
            notifier.stopped(before.status(), budget);
        }
        if (now == null) {
            return LONGEST;
        }
        if (other) {
            known = 0; // all that it has is news
            sweeps = new SweepRule();
            witness.loaded(now.status(), budget);
            notifier.started(now.status(), budget);
        }
        events(now.status(), budget);
        long lost = now.status().counters().lostEvents()
                - (other ? 0 : before.status().counters().lostEvents());
        if (lost > 0) {
            witness.lost(lost, 0, budget);
            notifier.lost(lost, 0, now.status(), budget);
        }
        if (sweeps.isDue(now.status(), now.nanoTime())) {
            sweep();
        }
        return sweeps.nextLook(now.status());
    }

    /** What it takes out is told at the next step. */
    private void sweep() {
        try {
            kernel.sweep();
        } catch (KernelException e) {
            if (e.kind() != Kind.NOT_LOADED) { // else the next step says so
                throw e;
            }
        }
    }

    private void events(ExtensionStatus status, TimeBudget budget) {
        if (!isHeard()) {
            known = status.lastEvent();
            return;
        }
        // Also when there are none: a stop waits for readers who asked a moment ago
        KernelEvents news = news();
        known = Math.max(known, news.last());
        for (KernelEvent event : news.events()) {
            witness.saw(event, budget);
            notifier.event(event, budget);
        }
        if (news.lost() > 0) {
            witness.lost(0, news.lost(), budget);
            notifier.lost(0, news.lost(), status, budget);
        }
    }

    private KernelEvents news() {
        try {
            return kernel.events(known);
        } catch (KernelException e) {
            if (e.kind() == Kind.NOT_LOADED) { // since the look at the state: the next step says so
                return new KernelEvents(List.of(), known, 0);
            }
            throw e;
        }
    }
}
