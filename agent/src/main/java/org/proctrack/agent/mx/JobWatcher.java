// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps the MBeans of jobs right, whoever begins and ends jobs. One daemon thread; nothing gets out of it. */
public final class JobWatcher implements AutoCloseable {

    /** Without news, too, it looks now and then: what the kernel skips or loses makes none. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private static final long AFTER_ERROR_MILLIS = 2000;

    private final Runnable refresh;
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
     * @param refresh run at each step
     * @param news says when the next step is due
     */
    public JobWatcher(Runnable refresh, News news) {
        this.refresh = refresh;
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
            refresh.run();
            known = news.await(known, LONGEST); // what comes during a refresh is news after it
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
