// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
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

    private final Consumer<? super T> receiver;
    private final ThreadPoolExecutor executor;
    private volatile Thread delivering; // while the receiver has something
    private volatile boolean slow;

    /**
     * An outbox without a thread, yet.
     *
     * @param name of the thread
     * @param receiver what it throws is ignored
     */
    public Outbox(String name, Consumer<? super T> receiver) {
        this.receiver = receiver;
        this.executor = new ThreadPoolExecutor(
                1, 1, IDLE_MILLIS, TimeUnit.MILLISECONDS, new ArrayBlockingQueue<>(CAPACITY), new DaemonThreads(name));
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Hands something over.
     *
     * @param budget how long to wait for room; nobody waits for a receiver that was too slow until it has moved on
     * @return false when there is no room
     */
    public boolean offer(T thing, TimeBudget budget) {
        return submit(() -> deliver(thing), budget);
    }

    private boolean submit(Runnable task, TimeBudget budget) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            if (executor.isShutdown()) {
                return true; // nobody is there to miss it
            }
            slow = slow || !budget.offer(executor.getQueue(), task);
            return !slow;
        } catch (OutOfMemoryError e) { // the JVM's way to say that there is no thread
            return false;
        }
    }

    private void deliver(T thing) {
        slow = false;
        delivering = Thread.currentThread();
        try {
            receiver.accept(thing);
        } catch (RuntimeException | Error e) {
            // the receiver's own affair; the next one may go well
        } finally {
            delivering = null;
        }
    }

    /** Waits until everything was handed over, but not longer than this. */
    public void drain(long millis) {
        CountDownLatch done = new CountDownLatch(1);
        try {
            if (!executor.isShutdown() && submit(done::countDown, TimeBudget.ofMillis(millis, millis))) {
                done.await(millis, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it; what waits is forgotten, and a receiver that blocks is interrupted. */
    @Override
    public void close() {
        if (delivering == Thread.currentThread()) {
            executor.shutdown();
            executor.getQueue().clear();
        } else {
            executor.shutdownNow();
        }
    }

    /** {@return whether it has a thread now, if only because a receiver does not return} */
    boolean isAlive() {
        return executor.getPoolSize() > 0;
    }
}
