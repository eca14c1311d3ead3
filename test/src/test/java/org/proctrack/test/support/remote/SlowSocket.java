// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A socket whose reader may stop in the middle of an answer, while its buffers fill. RMI's clients read where they call. */
public final class SlowSocket extends Socket {

    private static final ThreadLocal<Reader> READER = new ThreadLocal<>();

    /** Clients that stop after so many bytes, until this is closed. */
    public static final class Slowness implements AutoCloseable {
        private final int most;
        private final CountDownLatch end = new CountDownLatch(1);
        private final Semaphore stopped = new Semaphore(0);

        /** Each of them reads so many bytes. */
        public Slowness(int most) {
            this.most = most;
        }

        /** Begins a call on a thread of its own, by such a client. */
        public <T> CompletableFuture<T> call(Supplier<T> call) {
            return CompletableFuture.supplyAsync(
                    () -> {
                        READER.set(new Reader(this));
                        return call.get();
                    },
                    task -> new Thread(task, "slow client").start());
        }

        /** Waits until so many of them have stopped. */
        public void awaitStops(int clients) throws InterruptedException {
            if (!stopped.tryAcquire(clients, 1, TimeUnit.MINUTES)) {
                throw new AssertionError(stopped.availablePermits() + " of " + clients + " have stopped");
            }
        }

        /** From now on they read on. */
        @Override
        public void close() {
            end.countDown();
        }
    }

    private static final class Reader {
        private final Slowness slowness;
        private long count;
        private boolean told;

        Reader(Slowness slowness) {
            this.slowness = slowness;
        }

        void pause() throws IOException {
            if (count < slowness.most) {
                return;
            }
            if (!told) {
                told = true;
                slowness.stopped.release();
            }
            try {
                slowness.end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                Reader reader = READER.get();
                if (reader == null) {
                    return super.read(bytes, offset, length);
                }
                reader.pause();
                int got = super.read(bytes, offset, length);
                reader.count += Math.max(0, got);
                return got;
            }
        };
    }
}
