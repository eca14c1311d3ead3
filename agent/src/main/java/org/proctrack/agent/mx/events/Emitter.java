// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import javax.management.ListenerNotFoundException;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationFilter;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** The notifications of one MBean. */
public final class Emitter implements NotificationEmitter {

    /** Each listener may have a thread and a full queue. Remote clients share one listener for each connector. */
    public static final int MAX_LISTENERS = 100;

    private final ObjectName source;
    private final MBeanNotificationInfo[] infos;
    private final LongAdder dropped;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<Subscription> ending = new ArrayList<>();
    private long sequence;

    Emitter(ObjectName source, MBeanNotificationInfo[] infos, LongAdder dropped) {
        this.source = source;
        this.infos = infos.clone();
        this.dropped = dropped;
    }

    /** Never waits for a listener beyond the time budget. */
    void emit(String type, long timeMillis, String message, CompositeData data, TimeBudget budget) {
        Notification notification;
        List<Subscription> receivers;
        synchronized (this) {
            sequence++;
            if (subscriptions.isEmpty()) {
                return;
            }
            notification = new Notification(type, source, sequence, timeMillis, message);
            receivers = List.copyOf(subscriptions);
        }
        notification.setUserData(data);
        receivers.forEach(subscription -> subscription.offer(notification, budget));
    }

    synchronized boolean hasListeners() {
        return !subscriptions.isEmpty();
    }

    @Override
    public synchronized void addNotificationListener(
            NotificationListener listener, NotificationFilter filter, Object handback) {
        if (listener == null) {
            throw new IllegalArgumentException("listener must not be null");
        }
        // One that was removed and does not return still holds a thread
        ending.removeIf(subscription -> !subscription.isAlive());
        if (subscriptions.size() + ending.size() >= MAX_LISTENERS) {
            throw new IllegalStateException(
                    source + " has " + MAX_LISTENERS + " listeners already: remove one that is not needed");
        }
        subscriptions.add(new Subscription(listener, filter, handback, dropped));
    }

    @Override
    public synchronized void removeNotificationListener(NotificationListener listener)
            throws ListenerNotFoundException {
        List<Subscription> found = new ArrayList<>(subscriptions);
        found.removeIf(subscription -> !subscription.isOf(listener));
        end(found);
    }

    @Override
    public synchronized void removeNotificationListener(
            NotificationListener listener, NotificationFilter filter, Object handback)
            throws ListenerNotFoundException {
        Predicate<Subscription> same = subscription -> subscription.isOf(listener, filter, handback);
        end(subscriptions.stream().filter(same).limit(1).toList());
    }

    private void end(List<Subscription> found) throws ListenerNotFoundException {
        if (found.isEmpty()) {
            throw new ListenerNotFoundException("no such listener of " + source);
        }
        subscriptions.removeAll(found);
        found.forEach(Subscription::end);
        ending.addAll(found);
    }

    synchronized void close() {
        subscriptions.forEach(Subscription::end);
        subscriptions.clear();
    }

    @Override
    public MBeanNotificationInfo[] getNotificationInfo() {
        return infos.clone();
    }
}
