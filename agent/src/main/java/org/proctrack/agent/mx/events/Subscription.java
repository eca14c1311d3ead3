// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import java.util.concurrent.atomic.LongAdder;
import javax.management.Notification;
import javax.management.NotificationFilter;
import javax.management.NotificationFilterSupport;
import javax.management.NotificationListener;

/** One listener, with its own queue and thread: what it does, or fails to do, concerns nobody else. */
final class Subscription {

    private final NotificationListener listener;
    private final NotificationFilter filter;
    private final Object handback;
    private final LongAdder dropped;
    private final Outbox<Notification> outbox = new Outbox<>("proctrack-listener", this::deliver);

    Subscription(NotificationListener listener, NotificationFilter filter, Object handback, LongAdder dropped) {
        this.listener = listener;
        this.filter = filter;
        this.handback = handback;
        this.dropped = dropped;
    }

    void offer(Notification notification, TimeBudget budget) {
        // The JDK's own filter by type is known not to block. Asked here it keeps the flood of process events out of
        // the queue of a listener that wants to hear of kills. All others are somebody's code, and run on its thread.
        if (filter != null
                && filter.getClass() == NotificationFilterSupport.class
                && !filter.isNotificationEnabled(notification)) {
            return;
        }
        if (!outbox.offer(notification, budget)) {
            dropped.increment();
        }
    }

    private void deliver(Notification notification) {
        if (filter == null || filter.isNotificationEnabled(notification)) {
            listener.handleNotification(notification, handback);
        }
    }

    boolean isOf(NotificationListener other) {
        return listener == other;
    }

    boolean isOf(NotificationListener other, NotificationFilter otherFilter, Object otherHandback) {
        return listener == other && filter == otherFilter && handback == otherHandback;
    }

    void end() {
        outbox.close();
    }

    /** Whether its thread is still there, after the end too when the listener does not return. */
    boolean isAlive() {
        return outbox.isAlive();
    }
}
