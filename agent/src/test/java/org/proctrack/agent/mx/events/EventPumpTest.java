// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.Feature;
import org.proctrack.agent.kernel.KernelEvent;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.mbeans.Notifications;

/** What is told, and what is not. */
class EventPumpTest {

    /** Sees everything. */
    private static final class Seeing implements EventPump.Witness {
        private final List<KernelEvent> events = new ArrayList<>();
        private final List<String> losses = new ArrayList<>();
        private final List<String> loads = new ArrayList<>();
        private boolean listens = true;

        @Override
        public boolean listens() {
            return listens;
        }

        @Override
        public void saw(KernelEvent event, TimeBudget budget) {
            events.add(event);
        }

        @Override
        public void lost(long inKernel, long unread, TimeBudget budget) {
            losses.add(inKernel + " in the kernel, " + unread + " unread");
        }

        @Override
        public void loaded(ExtensionStatus status, TimeBudget budget) {
            loads.add("loaded");
        }

        @Override
        public void unloaded(ExtensionStatus before, TimeBudget budget) {
            loads.add("unloaded");
        }
    }

    private final FakeKernel kernel = FakeKernel.loaded().process(100, 1, "sh");
    private final Notifier notifier = new Notifier();
    private final Seeing witness = new Seeing();
    private final EventPump pump = new EventPump(kernel, notifier, witness);
    private final List<Notification> received = new CopyOnWriteArrayList<>();

    EventPumpTest() {
        NotificationListener listener = (notification, handback) -> received.add(notification);
        notifier.jobs().addNotificationListener(listener, null, null);
        notifier.extension().addNotificationListener(listener, null, null);
    }

    @AfterEach
    void close() {
        notifier.close();
    }

    @Test
    void whatWasBeforeIsNoNews() {
        kernel.happens(KernelEvent.Type.JOB_REGISTERED, 1, 100, 0, 0);
        pump.begin();
        kernel.happens(KernelEvent.Type.JOB_REGISTERED, 2, 100, 0, 0);
        pump.step();
        pump.step();
        assertThat(witness.events).extracting(KernelEvent::job).containsExactly(2L);
        await().until(() -> received.size() == 1);
        assertThat(received.get(0).getMessage()).isEqualTo("job 2: began with pid 100 (sh) of uid 0");
        assertThat(received.get(0).getTimeStamp()).isEqualTo(1_767_268_800_000L);
    }

    @Test
    void aKernelThatCannotBeAskedAtFirstIsBegunWithLater() {
        kernel.happens(KernelEvent.Type.JOB_REGISTERED, 1, 100, 0, 0)
                .refusing(new KernelException(Kind.FAILED, "no memory"));
        assertThatExceptionOfType(KernelException.class).isThrownBy(pump::step);
        kernel.refusing(null);
        pump.step();
        kernel.happens(KernelEvent.Type.JOB_REGISTERED, 2, 100, 0, 0);
        pump.step();
        assertThat(witness.events).extracting(KernelEvent::job).containsExactly(2L);
    }

    @Test
    void aReloadBeginsAgainWithEverythingSince() {
        kernel.happens(KernelEvent.Type.JOB_REGISTERED, 1, 100, 0, 0);
        pump.begin();
        kernel.stop(null, true);
        kernel.start(null, StartOptions.of(64));
        kernel.happens(KernelEvent.Type.JOB_REGISTERED, 2, 100, 0, 0)
                .happens(KernelEvent.Type.JOB_EMPTIED, 2, 100, 0, 1);
        pump.step();
        kernel.stop(null, true);
        pump.step();
        pump.step();
        kernel.start(null, StartOptions.of(64));
        kernel.happens(KernelEvent.Type.JOB_REGISTERED, 3, 100, 0, 0);
        pump.step();
        assertThat(witness.events).extracting(KernelEvent::job).containsExactly(2L, 2L, 3L);
        await().until(() -> received.size() == 7);
        assertThat(received)
                .extracting(Notification::getType)
                .containsOnly(
                        Notifications.EXTENSION_STOPPED,
                        Notifications.EXTENSION_STARTED,
                        Notifications.JOB_REGISTERED,
                        Notifications.JOB_EMPTIED);
        assertThat(types(Notifications.EXTENSION_STOPPED)).hasSize(2);
        assertThat(types(Notifications.EXTENSION_STARTED)).hasSize(2);
        assertThat(witness.loads).containsExactly("unloaded", "loaded", "unloaded", "loaded");
    }

    @Test
    void eachRefusalIsToldRightAfterTheLoadAndNotAgain() {
        kernel.refusing(Feature.TASK_ITER, "not here").refusing(Feature.CALLS, "not allowed");
        pump.begin();
        pump.step();
        assertThat(received).as("loaded before the agent began").isEmpty();
        kernel.stop(null, true);
        kernel.start(null, StartOptions.of(64));
        pump.step();
        pump.step();
        await().until(() -> received.size() == 4);
        assertThat(received)
                .extracting(Notification::getType)
                .containsExactly(
                        Notifications.EXTENSION_STOPPED,
                        Notifications.EXTENSION_STARTED,
                        Notifications.FEATURE_OFF,
                        Notifications.FEATURE_OFF);
        CompositeData data = (CompositeData) received.get(3).getUserData();
        assertThat(data.get("feature")).isEqualTo("calls");
        assertThat(data.get("reason")).isEqualTo("not allowed");
    }

    @Test
    void lossesOfBothKinds() {
        pump.begin();
        kernel.happens(KernelEvent.Type.JOB_REGISTERED, 2, 100, 0, 0).losesEvents(7);
        pump.step();
        kernel.counting(3);
        pump.step();
        pump.step();
        await().until(() -> received.size() == 3);
        List<Notification> lost = types(Notifications.EVENTS_LOST);
        assertThat(lost).hasSize(2);
        assertThat(((CompositeData) lost.get(0).getUserData()).get("unreadEvents"))
                .isEqualTo(7L);
        assertThat(((CompositeData) lost.get(1).getUserData()).get("lostEventCount"))
                .isEqualTo(3L);
        assertThat(witness.losses).containsExactly("0 in the kernel, 7 unread", "3 in the kernel, 0 unread");
    }

    @Test
    void aMemberThatEndedUnseenIsSweptAndItsJobIsEmpty() {
        kernel.member(42, 200, "sh");
        pump.begin();
        assertThat(pump.step()).as("nothing is due").isEqualTo(Duration.ofMinutes(5));
        assertThat(kernel.asked("sweep")).as("nothing was skipped").isZero();
        kernel.endsUnseen(200);
        assertThat(pump.step()).as("a sweep may be due soon").isEqualTo(Duration.ofSeconds(2));
        pump.step();
        assertThat(witness.events).extracting(KernelEvent::type).containsExactly(KernelEvent.Type.JOB_EMPTIED);
        assertThat(pump.step()).as("another hook may be skipped").isEqualTo(Duration.ofSeconds(2));
        assertThat(kernel.asked("sweep")).as("then nobody is left").isEqualTo(1);
    }

    @Test
    void whereHooksMayBeSkippedItLooksMoreOften() {
        kernel.skipsHooks();
        pump.begin();
        assertThat(pump.step()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aSweepThatFailsKeepsNobodyFromTheNews() {
        pump.begin();
        kernel.member(42, 200, "sh").endsUnseen(200).happens(KernelEvent.Type.JOB_REGISTERED, 42, 200, 0, 0);
        kernel.refusingSweeps(new KernelException(Kind.FAILED, "sweep failed with ENOMEM"));
        assertThatExceptionOfType(KernelException.class).isThrownBy(pump::step);
        assertThat(witness.events).hasSize(1);
        kernel.refusingSweeps(new KernelException(Kind.NOT_LOADED, "stopped meanwhile"));
        pump.step();
    }

    @Test
    void whenNobodyListensNobodyAsksForEvents() {
        notifier.close();
        witness.listens = false;
        pump.begin();
        int before = kernel.asked("events");
        kernel.happens(KernelEvent.Type.JOB_REGISTERED, 1, 100, 0, 0);
        pump.step();
        assertThat(kernel.asked("events")).isEqualTo(before);
        witness.listens = true;
        pump.step();
        kernel.happens(KernelEvent.Type.JOB_REGISTERED, 2, 100, 0, 0);
        pump.step();
        assertThat(witness.events).extracting(KernelEvent::job).containsExactly(2L);
    }

    @Test
    void aBurstIsBoundedForWhoDoesNotReadIt() {
        CountDownLatch never = new CountDownLatch(1);
        notifier.jobs().addNotificationListener((notification, handback) -> block(never), null, null);
        pump.begin();
        IntStream.range(0, 100_000).forEach(i -> kernel.happens(KernelEvent.Type.PROCESS_STARTED, 1, 100, 0, 1));
        pump.step();
        assertThat(notifier.dropped()).isGreaterThanOrEqualTo(100_000 - Outbox.CAPACITY - 1);
        assertThat(witness.events).hasSize(100_000);
        kernel.happens(KernelEvent.Type.JOB_SIGNALLED, 1, 100, 0, 9);
        await().untilAsserted(() -> {
            pump.step();
            kernel.happens(KernelEvent.Type.JOB_SIGNALLED, 1, 100, 0, 9);
            assertThat(types(Notifications.JOB_KILLED)).as("who reads goes on").isNotEmpty();
        });
    }

    private List<Notification> types(String type) {
        return received.stream()
                .filter(notification -> notification.getType().equals(type))
                .toList();
    }

    private static void block(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
