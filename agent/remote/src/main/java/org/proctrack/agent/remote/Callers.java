// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.IOException;
import java.util.Optional;
import org.proctrack.agent.access.Account;
import org.proctrack.agent.access.AccountPrincipal;
import org.proctrack.agent.access.Caller;
import org.proctrack.agent.access.PasswordFile;
import org.proctrack.agent.access.Role;
import org.proctrack.agent.remote.net.SocketListener;

/** Who calls, what he is today, and what is written down of him. */
final class Callers {

    private final PasswordFile passwords;
    private final AccessLog log;

    Callers(PasswordFile passwords, AccessLog log) {
        this.passwords = passwords;
        this.log = log;
    }

    /**
     * {@return the role of the caller; empty when nobody calls, but the connector itself}
     *
     * @throws SecurityException when the account is not what it was at login
     */
    Optional<Role> role() {
        Optional<Account> account = Caller.principal(AccountPrincipal.class).map(AccountPrincipal::account);
        account.ifPresent(this::check);
        return account.map(Account::role);
    }

    /** The same for a call that does not come to the access controller, with its refusal in the log. */
    void check(Account account, String operation) {
        try {
            check(account);
        } catch (SecurityException e) {
            session(operation, account, e);
            throw e;
        }
    }

    /** Writes down what became of a session; no client's address is there when this JVM ends it, or it was idle. */
    void session(String operation, Account account, Throwable refusal) {
        log.session(operation, account, Caller.address().orElse("this JVM"), refusal);
    }

    /** So what passwd changes holds at once, also for those who are in. */
    private void check(Account account) {
        Optional<Account> now;
        try {
            now = passwords.find(account.name());
        } catch (IOException e) {
            throw new SecurityException("roles are unknown: the agent cannot read its password file");
        }
        if (!now.equals(Optional.of(account))) {
            throw new SecurityException("the password or role of " + account.name() + " has changed: log in again");
        }
        SocketListener.welcome(account.name());
    }

    /**
     * Writes down a call.
     *
     * @param refusal null when it went well
     */
    void called(Request request, Throwable refusal) {
        log.passed(request.target(), request.operation(), request.arguments(), refusal);
    }
}
