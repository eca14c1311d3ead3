// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.rmi.server.RemoteServer;
import java.rmi.server.ServerNotActiveException;
import java.security.Principal;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.security.auth.Subject;

/** Who calls, as the connector tells it. */
public final class Caller {

    private static final Optional<MethodHandle> CURRENT = current();

    private Caller() {}

    /** {@return names of the caller's principals; {@code local} when the connector asked for none} */
    public static String principal() {
        Subject subject = subject();
        if (subject == null || subject.getPrincipals().isEmpty()) {
            return Account.NOBODY;
        }
        return subject.getPrincipals().stream().map(Principal::getName).collect(Collectors.joining(","));
    }

    /**
     * Who logged in.
     *
     * @param type of principal that the login made
     * @return the first one of that very class; empty when nobody calls, or nobody had to log in
     */
    public static <P extends Principal> Optional<P> principal(Class<P> type) {
        Subject subject = subject();
        return subject == null
                ? Optional.empty()
                : subject.getPrincipals(type).stream().findFirst();
    }

    /** {@return role of who logged in; empty when it is not known} */
    public static Optional<Role> role() {
        return principal(AccountPrincipal.class).map(login -> login.account().role());
    }

    /** {@return address of the remote client; empty when the call comes from this JVM} */
    public static Optional<String> address() {
        try {
            return Optional.of(RemoteServer.getClientHost());
        } catch (ServerNotActiveException e) {
            return Optional.empty();
        }
    }

    private static Subject subject() {
        try {
            return CURRENT.isPresent() ? (Subject) CURRENT.get().invokeExact() : before18();
        } catch (Throwable e) { // as MethodHandle has it; who cannot be known is not a reason to fail
            return null;
        }
    }

    @SuppressWarnings("removal") // the only way before JDK 18; gone for good in 24
    private static Subject before18() {
        return Subject.getSubject(java.security.AccessController.getContext());
    }

    private static Optional<MethodHandle> current() {
        try {
            return Optional.of(MethodHandles.publicLookup()
                    .findStatic(Subject.class, "current", MethodType.methodType(Subject.class)));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }
}
