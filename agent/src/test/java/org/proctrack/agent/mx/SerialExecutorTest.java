// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SerialExecutorTest {

    private static final int MOST_BLOCKED = 128;

    private final SerialExecutor executor = new SerialExecutor("proctrack-test-serial");
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicInteger blocked = new AtomicInteger();
    private final List<Integer> done = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        never.countDown();
        executor.close();
    }

    @Test
    void oneAfterTheOther() {
        List<Integer> numbers = IntStream.range(0, 1000).boxed().toList();
        numbers.forEach(number -> executor.execute(() -> done.add(number)));
        executor.settle();
        assertThat(done).isEqualTo(numbers);
    }

    @Test
    void whatATaskThrowsOrLeavesBehindIsItsOwn() {
        executor.execute(() -> {
            throw new IllegalStateException("of a task");
        });
        executor.execute(() -> {
            throw new StackOverflowError("of a task");
        });
        executor.execute(() -> Thread.currentThread().interrupt());
        executor.execute(() -> done.add(Thread.currentThread().isInterrupted() ? 1 : 0));
        executor.settle();
        assertThat(done).containsExactly(0);
    }

    @Test
    void aTaskMayAddOthersAndDoesNotWaitForThem() {
        executor.execute(() -> {
            executor.execute(() -> done.add(2));
            executor.settle();
            done.add(1);
        });
        await().untilAsserted(() -> assertThat(done).containsExactly(1, 2));
    }

    @Test
    void theOthersGoOnUntilTooManyAreBlocked() throws InterruptedException {
        for (int i = 0; i < MOST_BLOCKED; i++) {
            executor.execute(this::block);
        }
        executor.execute(this::block);
        executor.execute(() -> done.add(1));
        await().untilAsserted(() -> assertThat(blocked).hasValue(MOST_BLOCKED + 1));
        executor.settle();
        assertThat(done).isEmpty();
        never.countDown();
        await().untilAsserted(() -> assertThat(done).containsExactly(1));
    }

    @Test
    void closeLetsTheLastTasksRunAndEndsTheThreads() {
        executor.execute(() -> done.add(1));
        executor.close();
        await().untilAsserted(() -> assertThat(threads()).isZero());
        assertThat(done).containsExactly(1);
    }

    private void block() {
        blocked.incrementAndGet();
        try {
            never.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("proctrack-test-serial"))
                .count();
    }
}
