// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The key q, which ends what would go on for ever. */
final class QuitKey implements AutoCloseable {

    private final CountDownLatch pressed = new CountDownLatch(1);
    private final Optional<Terminal.Keys> keys;

    private QuitKey(Optional<Terminal.Keys> keys) {
        this.keys = keys;
    }

    /** Nobody can press it. */
    static QuitKey none() {
        return new QuitKey(Optional.empty());
    }

    /** Watches the keyboard, if there is one. */
    static QuitKey of(Session session) {
        QuitKey quit = new QuitKey(session.terminal().keys());
        if (quit.keys.isPresent()) {
            quit.watch(session.in());
        }
        return quit;
    }

    private void watch(InputStream in) {
        Thread thread = new Thread(() -> read(in), "proctrack-keys");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // No pid is free. Ctrl-C still works
            return;
        }
    }

    private void read(InputStream in) {
        try {
            for (int key = in.read(); key >= 0; key = in.read()) {
                if (key == 'q' || key == 'Q') {
                    pressed.countDown();
                    return;
                }
            }
        } catch (IOException e) {
            // The terminal has gone, and with it whoever could press a key
            return;
        }
    }

    /** {@return whether it was pressed before so much time had passed} */
    boolean within(Duration time) throws InterruptedException {
        return pressed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        keys.ifPresent(Terminal.Keys::close);
    }
}
