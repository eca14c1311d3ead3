// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What we publish in an MBeanServer. A name that somebody else published is left alone.
 *
 * <p>The server calls the host's listeners on the thread that registers or unregisters. They may block, throw, or call us
 * back, so that is done without a lock and on threads of our own. Thread-safe.
 */
final class Registry implements AutoCloseable {

    /** One of our MBeans, from the wish to publish it on. The fields are guarded by the registry. */
    private static final class Entry {
        private boolean registering = true;
        private boolean unwanted;
        private boolean takenBack;
    }

    private final MBeanServer server;
    private final SerialExecutor executor;
    private final Map<ObjectName, Entry> ours = new LinkedHashMap<>();
    private final Set<ObjectName> leaving = new HashSet<>();
    private boolean closed;

    Registry(MBeanServer server, String threads) {
        this.server = server;
        this.executor = new SerialExecutor(threads);
    }

    /** Publishes a name, unless it is there or on its way. */
    synchronized void publish(ObjectName name, Supplier<Object> bean) {
        Entry known = ours.get(name);
        boolean onItsWay = known != null && known.registering;
        boolean there = server.isRegistered(name) && !leaving.contains(name);
        if (closed || onItsWay || there) {
            return;
        }
        Entry entry = new Entry();
        ours.put(name, entry);
        executor.execute(() -> register(name, bean, entry));
    }

    private void register(ObjectName name, Supplier<Object> bean, Entry entry) {
        boolean registered = false;
        try {
            server.registerMBean(bean.get(), name);
            registered = true;
        } catch (InstanceAlreadyExistsException e) {
            // somebody else was faster: it is there
        } catch (JMException | RuntimeException | Error e) {
            registered = server.isRegistered(name); // it is, when it was a listener that threw
        }
        if (!isWanted(name, entry, registered)) {
            unregister(name);
        }
    }

    /** Whether there is nothing to mend; there is, when it was taken back before it was there. */
    private synchronized boolean isWanted(ObjectName name, Entry entry, boolean registered) {
        entry.registering = false;
        if (!registered) {
            ours.remove(name, entry);
        }
        return !registered || !entry.unwanted || entry.takenBack;
    }

    /** Takes a name back, if it is ours. */
    synchronized void takeBack(ObjectName name) {
        Entry entry = ours.remove(name);
        if (entry != null) {
            entry.unwanted = true;
            leaving.add(name);
            executor.execute(() -> takeBack(name, entry));
        }
    }

    private void takeBack(ObjectName name, Entry entry) {
        boolean takenBack = unregister(name);
        synchronized (this) {
            entry.takenBack = takenBack;
            leaving.remove(name);
        }
    }

    /** {@return whether it was there} */
    private boolean unregister(ObjectName name) {
        try {
            server.unregisterMBean(name);
            return true;
        } catch (InstanceNotFoundException e) {
            return false; // somebody else took it back, or it is still to come
        } catch (JMException | RuntimeException | Error e) {
            return !server.isRegistered(name); // it is gone, when it was a listener that threw
        }
    }

    /** Waits a moment until all that was asked for is done; never for a listener that blocks. */
    void settle() {
        executor.settle();
    }

    /** Takes back everything, for good; what came last goes first. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            List<ObjectName> names = new ArrayList<>(ours.keySet());
            Collections.reverse(names);
            names.forEach(this::takeBack);
        }
        executor.settle();
        executor.close();
    }
}
