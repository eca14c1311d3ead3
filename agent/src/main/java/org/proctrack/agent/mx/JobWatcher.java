// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps the MBeans of jobs right, whoever begins and ends jobs. One daemon thread; nothing gets out of it. */
public final class JobWatcher implements AutoCloseable {

    private static final long STEP_MILLIS = 200;
    private static final long STEP_AFTER_ERROR_MILLIS = 2000;

    private final Runnable refresh;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "proctrack-jobs");

    /**
     * A watcher that does not watch yet.
     *
     * @param refresh run at each step
     */
    public JobWatcher(Runnable refresh) {
        this.refresh = refresh;
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

    private long step() {
        try {
            refresh.run();
            return STEP_MILLIS;
        } catch (RuntimeException | Error e) {
            // no rights, no kernel, no memory: what is wrong shows in State; later it may be right
            return STEP_AFTER_ERROR_MILLIS;
        }
    }

    /** Ends the thread; a step that is under way comes to its end. */
    @Override
    public void close() {
        closed.countDown();
    }
}
