// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs tasks one after the other, on daemon threads of its own. A task that takes too long keeps its thread, and another
 * one goes on with the next task: tasks call listeners of the host, and one that blocks must hold up nobody else.
 */
final class SerialExecutor implements Executor, AutoCloseable {

    /** When so many tasks are blocked, no other one runs until one of these returns. */
    private static final int MOST_BLOCKED = 128;

    private static final long TASK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** How long a task is waited for while another one is blocked: the same listener will block it too. */
    private static final long TASK_AFTER_BLOCKED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long SETTLE_WITH_BLOCKED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long NO_MEMORY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final Lock lock = new ReentrantLock();
    private final Condition hasWork = lock.newCondition();
    private final Condition begins = lock.newCondition();
    private final Condition returns = lock.newCondition();
    private final Condition settles = lock.newCondition();

    // All below are guarded by the lock
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private Worker current;
    private boolean busy;
    private long begun;
    private int blocked;
    private long added;
    private long passed;
    private boolean closed;

    /**
     * An executor with nothing to do.
     *
     * @param name of its threads
     */
    SerialExecutor(String name) {
        this.name = name;
        // Now, and not when the first task comes: a thread inherits the rights of who creates it
        new OwnThread(this::supervise, name).start();
    }

    private static final class OwnThread extends Thread {
        OwnThread(Runnable work, String name) {
            super(null, work, name, 0, false); // without the thread locals of whoever comes first
            setDaemon(true);
            setContextClassLoader(SerialExecutor.class.getClassLoader());
        }
    }

    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            added++;
            waiting.add(task);
            hasWork.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits a moment until all tasks that are there now are done, or were left to their threads. A task does not wait: it
     * may be what all the others wait for.
     */
    void settle() {
        if (Thread.currentThread() instanceof OwnThread) {
            return;
        }
        lock.lock();
        try {
            long wanted = added;
            long begin = System.nanoTime();
            long left = 1;
            while (passed < wanted && blocked < MOST_BLOCKED && left > 0) {
                long most = blocked > 0 ? SETTLE_WITH_BLOCKED_NANOS : SETTLE_NANOS;
                left = begin + most - System.nanoTime();
                settles.awaitNanos(Math.min(left, SETTLE_WITH_BLOCKED_NANOS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Works as long as it has the turn. */
    private final class Worker implements Runnable {
        @Override
        public void run() {
            for (Runnable task = next(this); task != null; task = next(this)) {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    // what a listener throws is the listener's
                }
                Thread.interrupted(); // likewise
            }
        }
    }

    /** {@return the next task; null when another worker has the turn, and at the end} */
    private Runnable next(Worker worker) {
        lock.lock();
        try {
            if (worker != current) {
                blocked--;
                returns.signal();
                return null;
            }
            pass();
            while (waiting.isEmpty() && !closed) {
                hasWork.awaitUninterruptibly();
            }
            busy = !waiting.isEmpty();
            begun = System.nanoTime();
            begins.signal();
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    /** The task that ran is done, or is left to its thread. */
    private void pass() {
        if (busy) {
            busy = false;
            passed++;
        }
        if (waiting.isEmpty()) {
            settles.signalAll();
        }
    }

    /** Gives the turn to another worker when one takes too long. */
    private void supervise() {
        lock.lock();
        try {
            begin(new Worker());
            while (!closed || busy || !waiting.isEmpty()) {
                long left = left();
                if (!busy) {
                    begins.awaitUninterruptibly();
                } else if (blocked >= MOST_BLOCKED) {
                    returns.awaitUninterruptibly();
                } else if (left > 0) {
                    awaitQuietly(left);
                } else {
                    blocked++;
                    pass();
                    settles.signalAll();
                    begin(new Worker());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** How long the task that runs has still. */
    private long left() {
        return begun + (blocked > 0 ? TASK_AFTER_BLOCKED_NANOS : TASK_NANOS) - System.nanoTime();
    }

    /** Tasks stay where they are as long as there is no memory for a thread. */
    private void begin(Worker worker) {
        current = worker;
        while (true) {
            try {
                new OwnThread(worker, name).start();
                return;
            } catch (OutOfMemoryError e) {
                awaitQuietly(NO_MEMORY_NANOS);
            }
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the callers have the loops
    private void awaitQuietly(long nanos) {
        try {
            returns.awaitNanos(nanos);
        } catch (InterruptedException e) {
            // nobody has a reason to interrupt this thread
        }
    }

    /** Ends the threads, when what is there by now is done. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            hasWork.signal();
            begins.signal();
        } finally {
            lock.unlock();
        }
    }
}
