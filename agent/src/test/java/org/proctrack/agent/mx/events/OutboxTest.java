// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final List<Integer> received = new CopyOnWriteArrayList<>();

    @Test
    void inOrderAndWithoutAThreadWhenThereIsNothingToDo() {
        Outbox<Integer> outbox = new Outbox<>("test-outbox", received::add);
        assertThat(outbox.isAlive()).isFalse();
        IntStream.range(0, 100)
                .forEach(i -> assertThat(outbox.offer(i, TimeBudget.none())).isTrue());
        await().until(() -> received.size() == 100);
        assertThat(received).isSorted();
        await().until(() -> !outbox.isAlive());
        assertThat(outbox.offer(100, TimeBudget.none())).isTrue();
        await().until(() -> received.contains(100));
        outbox.close();
        await().until(() -> !outbox.isAlive());
    }

    @Test
    void aReceiverThatBlocksLosesWhatDoesNotFit() {
        CountDownLatch never = new CountDownLatch(1);
        Semaphore inside = new Semaphore(0);
        Outbox<Integer> outbox = new Outbox<>("test-outbox", i -> {
            inside.release();
            block(never);
        });
        outbox.offer(0, TimeBudget.none());
        inside.acquireUninterruptibly();
        IntStream.range(0, Outbox.CAPACITY)
                .forEach(i -> assertThat(outbox.offer(i, TimeBudget.none())).isTrue());
        assertThat(outbox.offer(1, TimeBudget.ofMillis(1, 1))).isFalse();
        TimeBudget plenty = TimeBudget.ofMillis(3_600_000, 3_600_000);
        assertThat(outbox.offer(1, plenty)).as("nobody waits for it again").isFalse();
        outbox.close();
        await("the interrupt").until(() -> !outbox.isAlive());
        assertThat(outbox.offer(1, TimeBudget.none())).as("nobody misses it").isTrue();
    }

    @Test
    void aReceiverThatIsAtItIsWaitedFor() {
        Outbox<Integer> outbox = new Outbox<>("test-outbox", received::add);
        TimeBudget budget = TimeBudget.ofMillis(60_000, 60_000);
        IntStream.range(0, 20 * Outbox.CAPACITY)
                .forEach(i -> assertThat(outbox.offer(i, budget)).isTrue());
        outbox.drain(60_000);
        assertThat(received).hasSize(20 * Outbox.CAPACITY).isSorted();
        outbox.close();
    }

    @Test
    void exceptionsAndErrorsAreTheReceiversOwn() {
        Outbox<Integer> outbox = new Outbox<>("test-outbox", i -> {
            received.add(i);
            if (i == 0) {
                throw new IllegalStateException("on purpose");
            }
            throw new AssertionError("on purpose");
        });
        IntStream.range(0, 3).forEach(i -> outbox.offer(i, TimeBudget.none()));
        outbox.drain(60_000);
        assertThat(received).containsExactly(0, 1, 2);
        outbox.close();
    }

    private static void block(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
