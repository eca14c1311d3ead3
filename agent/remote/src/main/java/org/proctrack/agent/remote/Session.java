// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.IOException;
import java.rmi.MarshalledObject;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.management.InstanceNotFoundException;
import javax.management.ListenerNotFoundException;
import javax.management.ObjectName;
import javax.management.remote.NotificationResult;
import javax.management.remote.rmi.RMIConnectionImpl;
import javax.security.auth.Subject;
import org.proctrack.agent.access.Account;
import org.proctrack.agent.remote.net.SocketListener;

/**
 * One client. As the JDK's, but a client with many listeners cannot fill the memory, and one who opens and closes session
 * after session keeps no thread and no connection of each, which would wait for its notifications for a minute.
 */
final class Session extends RMIConnectionImpl {

    private final Set<Thread> fetching = new HashSet<>(); // guarded by itself; emptied when closed
    private boolean closed; // guarded by fetching
    private final ListenerCount listeners = new ListenerCount();
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

    /** Clients ask for it also when they leave, so nobody is refused. It does not come to the access controller. */
    @Override
    public String getConnectionId() throws IOException {
        SocketListener.welcome(account.name());
        return super.getConnectionId();
    }

    /** This does not come to the access controller either, nor does the next one as its caller's. */
    @Override
    public NotificationResult fetchNotifications(long first, int most, long timeout) throws IOException {
        callers.check(account, "fetchNotifications");
        NotificationResult result;
        try {
            fetches();
            result = super.fetchNotifications(first, most, timeout);
        } finally {
            hasFetched();
        }
        callers.check(account, "fetchNotifications"); // it may have waited long
        return result;
    }

    private void fetches() throws IOException {
        synchronized (fetching) {
            if (closed) {
                throw new IOException("The session is closed");
            }
            fetching.add(Thread.currentThread());
        }
    }

    private void hasFetched() {
        synchronized (fetching) {
            if (!fetching.remove(Thread.currentThread())) {
                Thread.interrupted(); // by close(); the thread goes on to other clients
            }
        }
    }

    /** The JDK's fetch returns nothing when it is interrupted. */
    @Override
    public void close() throws IOException {
        super.close();
        synchronized (fetching) {
            closed = true;
            fetching.forEach(Thread::interrupt);
            fetching.clear();
        }
    }

    @Override
    public Integer[] addNotificationListeners(
            ObjectName[] names, @SuppressWarnings("rawtypes") MarshalledObject[] filters, Subject[] delegates)
            throws InstanceNotFoundException, IOException {
        callers.check(account, "addNotificationListeners");
        return listeners.add(
                filters == null ? new Object[0] : filters,
                () -> super.addNotificationListeners(names, filters, delegates));
    }

    @Override
    public void removeNotificationListeners(ObjectName name, Integer[] ids, Subject delegate)
            throws InstanceNotFoundException, ListenerNotFoundException, IOException {
        SocketListener.welcome(account.name()); // if it has to wait, then before the JDK takes a lock
        super.removeNotificationListeners(name, ids, delegate);
        listeners.removed(ids);
    }
}
