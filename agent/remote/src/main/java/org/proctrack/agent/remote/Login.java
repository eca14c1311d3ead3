// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.management.remote.JMXAuthenticator;
import javax.security.auth.Subject;
import org.proctrack.agent.access.Account;
import org.proctrack.agent.access.AccountPrincipal;
import org.proctrack.agent.access.PasswordFile;
import org.proctrack.agent.remote.net.Refusals;
import org.proctrack.agent.remote.net.SocketListener;

/** Lets in who knows a name and its password. What a client is told does not tell which of them was wrong. */
final class Login implements JMXAuthenticator {

    private static final long BUSY_SECONDS = 5;

    private final PasswordFile passwords;
    private final FailedLogins failures;
    private final AccessLog log;
    private final Refusals cuts;
    private final Semaphore oneAtATime =
            new Semaphore(1, true); // a password that is not remembered costs up to a second of CPU

    /** Nobody has looked at the password. There may be very many of these. */
    private static final class PutOffException extends SecurityException {
        private static final long serialVersionUID = 1L;

        PutOffException(String message) {
            super(message);
        }
    }

    Login(PasswordFile passwords, FailedLogins failures, AccessLog log, Refusals cuts) {
        this.passwords = passwords;
        this.failures = failures;
        this.log = log;
        this.cuts = cuts;
    }

    @Override
    public Subject authenticate(Object credentials) {
        InetAddress from =
                SocketListener.peer().map(InetSocketAddress::getAddress).orElseGet(InetAddress::getLoopbackAddress);
        String[] words = words(credentials);
        try {
            Account account = account(from, words);
            SocketListener.welcome(account.name());
            return new Subject(true, Set.of(new AccountPrincipal(account)), Set.of(), Set.of());
        } catch (PutOffException e) {
            cuts.refused(from, e.getMessage());
            throw new SecurityException(e.getMessage()); // a class of ours would say nothing to clients
        } catch (SecurityException e) {
            log.notLoggedIn(words[0], from.getHostAddress(), e);
            throw e;
        }
    }

    /** {@return name and password; empty ones for anything else} */
    private static String[] words(Object credentials) {
        boolean fits = credentials instanceof String[] pair && pair.length == 2 && pair[0] != null && pair[1] != null;
        return fits ? (String[]) credentials : new String[] {"", ""};
    }

    private Account account(InetAddress from, String... words) {
        if (words[0].isEmpty()) {
            throw new SecurityException("log in with a user name and a password");
        }
        boolean entered = false;
        try {
            entered = oneAtATime.tryAcquire(BUSY_SECONDS, TimeUnit.SECONDS);
            if (!entered) {
                throw new PutOffException("too many logins at the same time: try again");
            }
            // asked in here, so that tries that come at the same time count one after the other
            if (failures.tooMany(from)) {
                throw new PutOffException("too many failed logins from your address: try again in a minute");
            }
            return known(words).orElseThrow(() -> {
                failures.failed(from);
                return new SecurityException("wrong user name or password");
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecurityException("the agent is shutting down", e);
        } finally {
            if (entered) {
                oneAtATime.release();
            }
        }
    }

    private Optional<Account> known(String... words) {
        try {
            return passwords.login(words[0], words[1].toCharArray());
        } catch (IOException e) {
            throw new SecurityException("nobody can log in: the agent cannot read its password file");
        }
    }
}
