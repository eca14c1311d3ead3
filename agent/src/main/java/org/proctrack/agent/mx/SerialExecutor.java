// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.proctrack.agent.mx.events.DaemonThreads;

/**
 * Runs tasks one after the other, on daemon threads of its own. A task that takes too long keeps its thread, and the next
 * one gets another thread: tasks call listeners of the host, and one that blocks must hold up nobody else.
 */
final class SerialExecutor implements Executor, AutoCloseable {

    /** When so many tasks are blocked, one more runs, and then no other one until one of these returns. */
    private static final int MOST_BLOCKED = 128;

    private static final long TASK_MILLIS = 250;

    /** How long a task is waited for while another one is blocked: the same listener will block it too. */
    private static final long TASK_AFTER_BLOCKED_MILLIS = 20;

    private static final long SETTLE_MILLIS = 5000;
    private static final long SETTLE_WITH_BLOCKED_MILLIS = 500;
    private static final long NO_MEMORY_MILLIS = 1000;

    private final Semaphore room = new Semaphore(MOST_BLOCKED + 1);
    private final ThreadPoolExecutor turns; // its one thread waits for the task that has the turn
    private final ExecutorService workers;
    private final ThreadLocal<Boolean> isWorker = ThreadLocal.withInitial(() -> false);

    /**
     * An executor with nothing to do.
     *
     * @param name of its threads
     */
    SerialExecutor(String name) {
        ThreadFactory threads = new DaemonThreads(name);
        turns = new ThreadPoolExecutor(1, 1, 0, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), threads);
        turns.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // what comes after the end
        turns.prestartCoreThread(); // a thread inherits the rights of who creates it, and that is no task's caller
        workers = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
    }

    @Override
    public void execute(Runnable task) {
        turns.execute(() -> giveTurn(task));
    }

    private void giveTurn(Runnable task) {
        try {
            room.acquire();
            long most = blocked() > 0 ? TASK_AFTER_BLOCKED_MILLIS : TASK_MILLIS;
            begin(task).get(most, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // it is left to its thread
        } catch (ExecutionException e) {
            // what a listener throws is the listener's
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that
        }
    }

    /** Tasks but the one that has the turn. */
    private int blocked() {
        return MOST_BLOCKED - room.availablePermits();
    }

    /** Tasks stay where they are as long as there is no memory for a thread. */
    private Future<?> begin(Runnable task) throws InterruptedException {
        while (true) {
            try {
                return workers.submit(() -> run(task));
            } catch (OutOfMemoryError e) {
                TimeUnit.MILLISECONDS.sleep(NO_MEMORY_MILLIS);
            }
        }
    }

    private void run(Runnable task) {
        isWorker.set(true);
        try {
            task.run();
        } finally {
            room.release();
        }
    }

    /**
     * Waits a moment until all tasks that are there now are done, or were left to their threads. A task does not wait: it
     * may be what all the others wait for.
     */
    void settle() {
        if (isWorker.get() || turns.isShutdown()) {
            return;
        }
        CountDownLatch passed = new CountDownLatch(1);
        long begin = System.nanoTime();
        try {
            turns.execute(passed::countDown);
            while (!passed.await(TASK_AFTER_BLOCKED_MILLIS, TimeUnit.MILLISECONDS)) {
                int blocked = blocked();
                long most = blocked > 0 ? SETTLE_WITH_BLOCKED_MILLIS : SETTLE_MILLIS;
                if (blocked >= MOST_BLOCKED || System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(most)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the threads, when what is there by now is done. */
    @Override
    public void close() {
        turns.execute(workers::shutdown);
        turns.shutdown();
    }
}
