// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hands things to a receiver that may be slow, may throw or may never return: in order, on a daemon thread of its own,
 * which is there only while there is something to do. What does not fit is refused.
 *
 * @param <T> what is handed over
 */
public final class Outbox<T> implements AutoCloseable {

    /** Most things that wait. */
    public static final int CAPACITY = 1000;

    private static final long IDLE_MILLIS = 1000;

    private final String name;
    private final Consumer<? super T> receiver;
    private final Deque<T> waiting = new ArrayDeque<>();
    private final Object monitor = new Object();
    private Thread thread;
    private boolean delivering;
    private boolean slow;
    private boolean closed;

    /**
     * An outbox without a thread, yet.
     *
     * @param name of the thread
     * @param receiver what it throws is ignored
     */
    public Outbox(String name, Consumer<? super T> receiver) {
        this.name = name;
        this.receiver = receiver;
    }

    /**
     * Hands something over.
     *
     * @param budget how long to wait for room; nobody waits for a receiver that was too slow until it has moved on
     * @return false when there is no room
     */
    public boolean offer(T thing, TimeBudget budget) {
        synchronized (monitor) {
            if (closed) {
                return true; // nobody is there to miss it
            }
            if (!hasRoom(budget)) {
                slow = true;
                return false;
            }
            waiting.add(thing);
            monitor.notifyAll();
            return runs();
        }
    }

    private boolean hasRoom(TimeBudget budget) {
        try {
            while (waiting.size() >= CAPACITY && !slow && budget.await(monitor)) {
                // the wait is the loop
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return waiting.size() < CAPACITY;
    }

    /** Without a thread because of its limits, what waits has no hope but the next offer. */
    private boolean runs() {
        if (thread != null) {
            return true;
        }
        // without the thread locals of whoever offers, for it lives longer than the call
        Thread fresh = new Thread(null, this::run, name, 0, false);
        fresh.setDaemon(true);
        fresh.setContextClassLoader(Outbox.class.getClassLoader());
        try {
            fresh.start();
            thread = fresh;
            return true;
        } catch (OutOfMemoryError e) {
            waiting.removeLast();
            return false;
        }
    }

    private void run() {
        for (T thing = next(); thing != null; thing = next()) {
            try {
                receiver.accept(thing);
            } catch (RuntimeException | Error e) {
                // the receiver's own affair; the next one may go well
            }
        }
    }

    private T next() {
        synchronized (monitor) {
            delivering = false;
            monitor.notifyAll();
            awaitThing();
            T thing = waiting.poll();
            delivering = thing != null;
            slow = false;
            if (thing == null) {
                thread = null;
            }
            return thing;
        }
    }

    private void awaitThing() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
        for (long left = end - System.nanoTime();
                waiting.isEmpty() && !closed && left > 0;
                left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(monitor, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
            } catch (InterruptedException e) {
                // an interrupt of the receiver's own, or that of close()
            }
        }
    }

    /** Waits until everything was handed over, but not longer than this. */
    public void drain(long millis) {
        TimeBudget budget = TimeBudget.ofMillis(millis, millis);
        synchronized (monitor) {
            try {
                while ((delivering || !waiting.isEmpty()) && budget.await(monitor)) {
                    // the wait is the loop
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends it; what waits is forgotten, and a receiver that blocks is interrupted. */
    @Override
    public void close() {
        synchronized (monitor) {
            closed = true;
            waiting.clear();
            monitor.notifyAll();
            if (thread != null && thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
    }

    /** {@return whether it has a thread now, if only because a receiver does not return} */
    boolean isAlive() {
        synchronized (monitor) {
            return thread != null;
        }
    }
}
