// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Keeps the MBeans of jobs right, whoever begins and ends jobs. One daemon thread; nothing gets out of it. */
public final class JobWatcher implements AutoCloseable {

    private static final long AFTER_ERROR_MILLIS = 2000;

    private final Supplier<Duration> step;
    private final News news;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "proctrack-jobs");
    private long known;

    /** Where the time goes. */
    @FunctionalInterface
    public interface News {

        /**
         * Sleeps until there is something new.
         *
         * @param known what this answered the last time
         * @param most how long at most
         * @return another number when there is
         */
        long await(long known, Duration most);
    }

    /**
     * A watcher that does not watch yet.
     *
     * @param step run again and again; says how long the watcher may sleep when there is no news
     * @param news ends that sleep
     */
    public JobWatcher(Supplier<Duration> step, News news) {
        this.step = step;
        this.news = news;
        thread.setDaemon(true);
    }

    /** Begins; once only. */
    public void start() {
        thread.start();
    }

    private void watch() {
        try {
            while (!closed.await(step(), TimeUnit.MILLISECONDS)) {
                // the wait is the loop
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers how long to wait. */
    private long step() {
        try {
            Duration most = step.get();
            known = news.await(known, most); // what comes during a step is news after it
            return 0;
        } catch (RuntimeException | Error e) {
            // no rights, no kernel, no memory: what is wrong shows in State; later it may be right
            return AFTER_ERROR_MILLIS;
        }
    }

    /** Ends the thread; a step that is under way comes to its end. */
    @Override
    public void close() {
        closed.countDown();
    }
}
