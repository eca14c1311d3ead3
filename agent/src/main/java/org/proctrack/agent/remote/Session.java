// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.IOException;
import java.rmi.MarshalledObject;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.InstanceNotFoundException;
import javax.management.ListenerNotFoundException;
import javax.management.ObjectName;
import javax.management.remote.NotificationResult;
import javax.management.remote.rmi.RMIConnectionImpl;
import javax.security.auth.Subject;
import org.proctrack.agent.access.Account;
import org.proctrack.agent.remote.net.Entrance;

/** One client. As the JDK's, but a client cannot fill the memory with listeners. */
final class Session extends RMIConnectionImpl {

    private static final int MOST_LISTENERS = 1000;

    private final AtomicInteger listeners = new AtomicInteger();
    private final Callers callers;
    private final Account account;

    Session(
            Sessions sessions,
            String id,
            ClassLoader loader,
            Subject subject,
            Map<String, ?> environment,
            Callers callers,
            Account account) {
        super(sessions, id, loader, subject, environment);
        this.callers = callers;
        this.account = account;
    }

    /** Clients ask for it also when they leave, so nobody is refused. It does not come to the gate. */
    @Override
    public String getConnectionId() throws IOException {
        Entrance.welcome(account.name());
        return super.getConnectionId();
    }

    /** This does not come to the gate either, nor does the next one as its caller's. */
    @Override
    public NotificationResult fetchNotifications(long first, int most, long timeout) throws IOException {
        callers.check(account, "fetchNotifications");
        NotificationResult result = super.fetchNotifications(first, most, timeout);
        callers.check(account, "fetchNotifications"); // it may have waited long
        return result;
    }

    @Override
    public Integer[] addNotificationListeners(
            ObjectName[] names, @SuppressWarnings("rawtypes") MarshalledObject[] filters, Subject[] delegates)
            throws InstanceNotFoundException, IOException {
        callers.check(account, "addNotificationListeners");
        int more = names == null ? 0 : names.length;
        boolean added = false;
        try {
            if (listeners.addAndGet(more) > MOST_LISTENERS) {
                throw new SecurityException("a session has at most " + MOST_LISTENERS + " listeners: remove some");
            }
            Integer[] ids = super.addNotificationListeners(names, filters, delegates);
            added = true;
            return ids;
        } finally {
            if (!added) {
                listeners.addAndGet(-more);
            }
        }
    }

    @Override
    public void removeNotificationListeners(ObjectName name, Integer[] ids, Subject delegate)
            throws InstanceNotFoundException, ListenerNotFoundException, IOException {
        super.removeNotificationListeners(name, ids, delegate);
        listeners.addAndGet(-(int) Arrays.stream(ids).distinct().count());
    }
}
