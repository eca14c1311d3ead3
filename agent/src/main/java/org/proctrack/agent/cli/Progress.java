// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.PrintStream;
import java.util.function.Supplier;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;

/**
 * One line on a terminal for whoever waits for a job's end, from the first second on; gone when it is over. It must
 * never be in the way: without a thread for it, or without an answer, there is no line.
 */
final class Progress {

    private static final long PERIOD_MILLIS = 1_000;
    private static final String ERASE = "\r\u001b[K";

    private final Kernel kernel;
    private final long job;
    private final PrintStream err;
    private final Thread thread = new Thread(this::run, "proctrack-progress");
    /** Ctrl-C ends a wait: the shell's prompt would stand behind our line. */
    private final Thread hook = new Thread(this::erase, "proctrack-erase");

    private final long begin = System.nanoTime();
    private boolean drawn;
    private boolean closed;

    private Progress(Kernel kernel, long job, PrintStream err) {
        this.kernel = kernel;
        this.job = job;
        this.err = err;
    }

    /** Does it, and shows how many processes the job has meanwhile; shows nothing when stderr is no terminal. */
    static <T> T during(Supplier<T> work, long job, Session session) {
        if (!session.terminal().err()) {
            return work.get();
        }
        Progress progress = new Progress(session.kernel(), job, session.err());
        progress.start();
        try {
            return work.get();
        } finally {
            progress.end();
        }
    }

    private void start() {
        try {
            thread.setDaemon(true);
            Runtime.getRuntime().addShutdownHook(hook);
            thread.start();
        } catch (OutOfMemoryError | IllegalStateException e) {
            // No pid is free, which may be why somebody kills; or the JVM is about to end
            return;
        }
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PERIOD_MILLIS);
                show();
            }
        } catch (InterruptedException | KernelException e) {
            erase();
        }
    }

    private void show() {
        int left = kernel.account(job)
                .map(account -> account.info().processCount())
                .orElse(0);
        String text = line(job, left, System.nanoTime() - begin);
        synchronized (this) {
            if (!closed) {
                drawn = true;
                err.print(ERASE + text);
                err.flush();
            }
        }
    }

    static String line(long job, int left, long nanos) {
        return "job " + job + ": " + Text.processes(left) + " left, " + Units.seconds(nanos);
    }

    private synchronized void erase() {
        closed = true;
        if (drawn) {
            drawn = false;
            err.print(ERASE);
            err.flush();
        }
    }

    private void end() {
        erase();
        thread.interrupt();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook finds nothing to erase
            return;
        }
    }
}
