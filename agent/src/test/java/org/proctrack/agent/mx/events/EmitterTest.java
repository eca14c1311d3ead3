// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationFilter;
import javax.management.NotificationFilterSupport;
import javax.management.NotificationListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.Notifications;

class EmitterTest {

    private final LongAdder dropped = new LongAdder();
    private final Emitter emitter = new Emitter(Names.JOBS, Notifications.ofJobs(), dropped);
    private final List<Notification> received = new CopyOnWriteArrayList<>();
    private final NotificationListener listener = (notification, handback) -> received.add(notification);

    @AfterEach
    void close() {
        emitter.close();
    }

    @Test
    void oneBlocksForEverAndAnotherGetsAll() {
        CountDownLatch never = new CountDownLatch(1);
        emitter.addNotificationListener((notification, handback) -> awaitForEver(never), null, null);
        emitter.addNotificationListener(listener, null, null);
        for (int i = 0; i < 5; i++) {
            emit(1000, TimeBudget.ofMillis(1000, 60_000));
        }
        await().until(() -> received.size() == 5000);
        assertThat(received).extracting(Notification::getSequenceNumber).isSorted();
        assertThat(received.get(4999).getSequenceNumber()).isEqualTo(5000);
        assertThat(dropped.sum()).as("of the one that blocks").isBetween(3998L, 4000L);
    }

    @Test
    void filterHandbackAndBothWaysToGo() throws Exception {
        NotificationFilterSupport killsOnly = new NotificationFilterSupport();
        killsOnly.enableType(Notifications.JOB_KILLED);
        NotificationFilter throwing = notification -> {
            throw new IllegalStateException("on purpose");
        };
        List<Object> handbacks = new CopyOnWriteArrayList<>();
        NotificationListener keeper = (notification, handback) -> handbacks.add(handback);
        emitter.addNotificationListener(keeper, killsOnly, "never");
        emitter.addNotificationListener(keeper, throwing, "never");
        emitter.addNotificationListener(keeper, null, "one");
        emitter.addNotificationListener(keeper, notification -> true, "two");
        emit(1, TimeBudget.none());
        await().until(() -> handbacks.size() == 2);
        assertThat(handbacks).containsExactlyInAnyOrder("one", "two");

        emitter.removeNotificationListener(keeper, null, "one");
        assertThatExceptionOfType(ListenerNotFoundException.class)
                .isThrownBy(() -> emitter.removeNotificationListener(keeper, null, "one"));
        emit(1, TimeBudget.none());
        await().until(() -> handbacks.size() == 3);
        assertThat(handbacks).last().isEqualTo("two");
        emitter.removeNotificationListener(keeper);
        assertThat(emitter.hasListeners()).isFalse();
        assertThatExceptionOfType(ListenerNotFoundException.class)
                .isThrownBy(() -> emitter.removeNotificationListener(keeper));
    }

    @Test
    void aListenerMayTakeItselfAway() {
        NotificationListener once = new NotificationListener() {
            @Override
            public void handleNotification(Notification notification, Object handback) {
                received.add(notification);
                try {
                    emitter.removeNotificationListener(this);
                } catch (ListenerNotFoundException e) {
                    throw new AssertionError(e);
                }
            }
        };
        emitter.addNotificationListener(once, null, null);
        emit(3, TimeBudget.none());
        await().until(() -> !emitter.hasListeners());
        assertThat(received).hasSize(1);
    }

    @Test
    void theirNumberIsLimitedAlsoWhenTheyDoNotReturn() throws Exception {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> emitter.addNotificationListener(null, null, null));
        CountDownLatch end = new CountDownLatch(1);
        List<NotificationListener> stubborn = new ArrayList<>();
        for (int i = 0; i < Emitter.MAX_LISTENERS; i++) {
            stubborn.add((notification, handback) -> {
                received.add(notification);
                awaitIgnoringInterrupts(end);
            });
            emitter.addNotificationListener(stubborn.get(i), null, null);
        }
        refusesOneMore();
        emit(1, TimeBudget.none());
        await().until(() -> received.size() == Emitter.MAX_LISTENERS);
        for (NotificationListener one : stubborn) {
            emitter.removeNotificationListener(one);
        }
        refusesOneMore();
        end.countDown();
        await().untilAsserted(() -> emitter.addNotificationListener(listener, null, null));
    }

    private void refusesOneMore() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> emitter.addNotificationListener(listener, null, null))
                .withMessageContaining("has 100 listeners already");
    }

    private void emit(int count, TimeBudget budget) {
        for (int i = 0; i < count; i++) {
            emitter.emit(Notifications.JOB_REGISTERED, 1, "message", null, budget);
        }
    }

    private static void awaitForEver(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitIgnoringInterrupts(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException e) {
                // on purpose
            }
        }
    }
}
