// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.IOException;
import java.rmi.NoSuchObjectException;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RMIServerSocketFactory;
import java.rmi.server.UnicastRemoteObject;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import javax.management.remote.rmi.RMIConnection;
import javax.management.remote.rmi.RMIJRMPServerImpl;
import javax.security.auth.Subject;
import org.proctrack.agent.access.AccountPrincipal;

/** The sessions of those who have logged in: a bounded number, and of one user at most half of them. */
final class Sessions extends RMIJRMPServerImpl {

    private final int port;
    private final RMIClientSocketFactory client;
    private final RMIServerSocketFactory server;
    private final Map<String, ?> environment;
    private final Filters filters;
    private final int most;
    private final Callers callers;
    private final Map<RMIConnection, AccountPrincipal> open =
            Collections.synchronizedMap(new HashMap<>()); // whose it is

    Sessions(
            int port,
            RMIClientSocketFactory client,
            RMIServerSocketFactory server,
            Map<String, ?> environment,
            Filters filters,
            int most,
            Callers callers)
            throws IOException {
        super(port, client, server, environment);
        this.port = port;
        this.client = client;
        this.server = server;
        this.environment = environment;
        this.filters = filters;
        this.most = most;
        this.callers = callers;
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
            open.remove(session);
            callers.session("login", who.account(), e);
            throw e;
        }
        callers.session("login", who.account(), null);
        return session;
    }

    private void enter(RMIConnection session, AccountPrincipal who) {
        synchronized (open) {
            if (open.size() >= most) {
                throw new SecurityException(most + " sessions are open, which is the maximum: try again later");
            }
            int share = Math.max(1, most / 2);
            if (open.values().stream()
                            .filter(other -> who.getName().equals(other.getName()))
                            .count()
                    >= share) {
                throw new SecurityException(
                        who.getName() + " has " + share + " sessions open, which is the maximum: close one");
            }
            open.put(session, who);
        }
    }

    @Override
    protected void closeClient(RMIConnection session) throws IOException {
        AccountPrincipal who = open.remove(session);
        if (who != null) {
            callers.session("logout", who.account(), null);
        }
        try {
            UnicastRemoteObject.unexportObject(session, true);
        } catch (NoSuchObjectException e) {
            // it is gone
        }
    }
}
