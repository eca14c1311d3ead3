// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class JobWatcherTest {

    @Test
    void goesOnAfterErrors() throws InterruptedException {
        CountDownLatch steps = new CountDownLatch(3);
        AtomicReference<Thread> thread = new AtomicReference<>();
        JobWatcher watcher = new JobWatcher(
                () -> {
                    thread.set(Thread.currentThread());
                    steps.countDown();
                    if (steps.getCount() == 2) {
                        throw new IllegalStateException("once");
                    }
                    return Duration.ofSeconds(1);
                },
                (known, most) -> known + 1);
        watcher.start();
        assertThat(steps.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(thread.get().getName()).isEqualTo("proctrack-jobs");
        assertThat(thread.get().isDaemon()).isTrue();
        watcher.close();
        thread.get().join(10_000);
        assertThat(thread.get().isAlive()).isFalse();
    }
}
