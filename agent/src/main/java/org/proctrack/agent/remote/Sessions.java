// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.IOException;
import java.rmi.NoSuchObjectException;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RMIServerSocketFactory;
import java.rmi.server.UnicastRemoteObject;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.management.remote.rmi.RMIConnection;
import javax.management.remote.rmi.RMIJRMPServerImpl;
import javax.security.auth.Subject;
import org.proctrack.agent.access.AccountPrincipal;
import org.proctrack.agent.mx.audit.Audit;
import org.proctrack.agent.mx.audit.Caller;

/** The sessions of those who have logged in: a bounded number, and of one user at most half of them. */
final class Sessions extends RMIJRMPServerImpl {

    private final int port;
    private final RMIClientSocketFactory client;
    private final RMIServerSocketFactory server;
    private final Map<String, ?> environment;
    private final Filters filters;
    private final int most;
    private final Callers callers;
    private final Audit audit;
    private final Map<RMIConnection, AccountPrincipal> open = new HashMap<>(); // whose it is; guarded by itself

    Sessions(
            int port,
            RMIClientSocketFactory client,
            RMIServerSocketFactory server,
            Map<String, ?> environment,
            Filters filters,
            int most,
            Callers callers,
            Audit audit)
            throws IOException {
        super(port, client, server, environment);
        this.port = port;
        this.client = client;
        this.server = server;
        this.environment = environment;
        this.filters = filters;
        this.most = most;
        this.callers = callers;
        this.audit = audit;
    }

    /** As the JDK's, whose own filter refuses without a word. */
    @Override
    protected void export() throws IOException {
        UnicastRemoteObject.exportObject(this, port, client, server, filters::credentials);
    }

    @Override
    protected RMIConnection makeClient(String id, Subject subject) throws IOException {
        AccountPrincipal who =
                subject.getPrincipals(AccountPrincipal.class).iterator().next();
        RMIConnection session =
                new Session(this, id, getDefaultClassLoader(), subject, environment, callers, who.account());
        try {
            enter(session, who);
            UnicastRemoteObject.exportObject(session, port, client, server, filters::arguments);
        } catch (IOException | RuntimeException e) {
            forget(session);
            audit.session("login", who.account(), from(), e);
            throw e;
        }
        audit.session("login", who.account(), from(), null);
        return session;
    }

    private void enter(RMIConnection session, AccountPrincipal who) {
        synchronized (open) {
            if (open.size() >= most) {
                throw new SecurityException(most + " sessions are open, which is the maximum: try again later");
            }
            int share = Math.max(1, most / 2);
            if (open.values().stream().filter(other -> sameUser(who, other)).count() >= share) {
                throw new SecurityException(
                        who.getName() + " has " + share + " sessions open, which is the maximum: close one");
            }
            open.put(session, who);
        }
    }

    private static String from() {
        return Caller.address().orElse("this JVM"); // which ends, or ends a session that was idle
    }

    private static boolean sameUser(Principal one, Principal other) {
        return one.getName().equals(other.getName());
    }

    @Override
    protected void closeClient(RMIConnection session) throws IOException {
        forget(session).ifPresent(who -> audit.session("logout", who.account(), from(), null));
        try {
            UnicastRemoteObject.unexportObject(session, true);
        } catch (NoSuchObjectException e) {
            // it is gone
        }
    }

    private Optional<AccountPrincipal> forget(RMIConnection session) {
        synchronized (open) {
            return Optional.ofNullable(open.remove(session));
        }
    }
}
