// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a right login saves, counted in rounds of hashing. */
class RememberedLoginsTest {

    // As in PasswordFileTest: of "correct horse" with 1000 and with 3000 iterations, of "another" with 1000
    private static final String HASH =
            "pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg==$OM0FAoIqCVK1sWtxDiffVlBejtLa+ks4TP71JiecwuSZCG8iLbnlIEPOMoVX+i2B2wkSxjQ8CRGR9OkNGuIPMQ==";
    private static final String DEARER =
            "pbkdf2-sha512$3000$MDEyMzQ1Njc4OWFiY2RlZg==$ETuLudaJ52z7UGqJ6e7BXtlBwdFobwO2Xo0Ga2Lg5QbbKnNVLD/vsE/7/PyghP/CZ/65rxLomzonWk/VJfuwaw==";
    private static final String OF_ANOTHER =
            "pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg==$/7v6lOF+vHBVbg2BzTDhf4hNAthyP3EbADSfuNx+s8rx3z4XtIGMjRBVKY7yycZUKmloQvpgjo5+rQd9kXjmLw==";
    private static final char[] RIGHT = "correct horse".toCharArray();
    private static final char[] WRONG = "wrong horse".toCharArray();
    private static final long ALL = 3000;

    @TempDir
    private Path folder;

    private final HashingWork work = new HashingWork();
    private PasswordFile file;

    @BeforeEach
    void twoAccounts() throws IOException {
        file = new PasswordFile(folder.resolve("jmx.passwd"));
        file.put(new Account("alice", Role.MONITOR, HASH));
        file.put(new Account("bob", Role.ADMIN, DEARER));
    }

    @AfterEach
    void close() {
        work.close();
    }

    private void login(String name, char[] password, boolean right, long rounds) throws IOException {
        work.rounds();
        assertThat(file.login(name, password).map(Account::name))
                .isEqualTo(right ? Optional.of(name) : Optional.empty());
        assertThat(work.rounds()).as("rounds of hashing for %s", name).isEqualTo(rounds);
    }

    @Test
    void aRightPasswordIsHashedOnce() throws IOException {
        login("alice", RIGHT, true, ALL);
        login("alice", RIGHT, true, 0);
        login("alice", RIGHT, true, 0);
        login("bob", RIGHT, true, ALL);
        login("bob", RIGHT, true, 0);
        login("alice", RIGHT, true, 0);
    }

    @Test
    void aWrongOneCostsTheSameWhateverIsRemembered() throws IOException {
        for (int i = 0; i < 2; i++) {
            for (String name : List.of("alice", "bob", "nobody", "")) {
                login(name, WRONG, false, ALL);
                login(name, WRONG, false, ALL);
                login(name, new char[0], false, ALL);
            }
            login(null, RIGHT, false, ALL);
            login("nobody", RIGHT, false, ALL);
            file.login("alice", RIGHT);
        }
        login("bob", WRONG, false, ALL);
        login("bob", RIGHT, true, ALL);
    }

    @Test
    void anotherPasswordHoldsAtOnce() throws IOException {
        login("alice", RIGHT, true, ALL);
        login("bob", RIGHT, true, ALL);
        file.put(new Account("alice", Role.MONITOR, OF_ANOTHER));
        login("alice", RIGHT, false, ALL);
        login("alice", "another".toCharArray(), true, ALL);
        login("alice", "another".toCharArray(), true, 0);
        login("alice", RIGHT, false, ALL);
        login("bob", RIGHT, true, 0);
    }

    @Test
    void whoIsTakenOutIsForgotten() throws IOException {
        login("alice", RIGHT, true, ALL);
        file.remove("alice");
        login("alice", RIGHT, false, ALL);
        file.put(new Account("alice", Role.MONITOR, HASH));
        login("alice", RIGHT, true, ALL);
    }

    @Test
    void anotherRoleIsAnotherLine() throws IOException {
        login("alice", RIGHT, true, ALL);
        file.put(new Account("alice", Role.ADMIN, HASH));
        login("alice", RIGHT, true, ALL);
        assertThat(file.login("alice", RIGHT)).map(Account::role).contains(Role.ADMIN);
    }

    @Test
    void whatIsRememberedIsBoundedAndOneAccounts() {
        RememberedLogins logins = new RememberedLogins(2);
        Account alice = new Account("alice", Role.MONITOR, HASH);
        Account bob = new Account("bob", Role.MONITOR, HASH);
        Account carol = new Account("carol", Role.MONITOR, HASH);
        logins.add(alice, RIGHT);
        logins.add(bob, RIGHT);
        assertThat(logins.knows(alice, RIGHT)).isTrue();
        assertThat(logins.knows(alice, WRONG)).isFalse();
        assertThat(logins.knows(carol, RIGHT)).isFalse();
        logins.add(carol, RIGHT);
        assertThat(logins.accounts()).containsExactly(alice, carol);
        assertThat(logins.knows(bob, RIGHT)).isFalse();
        assertThat(new RememberedLogins(2).knows(alice, RIGHT)).isFalse();
        logins.retain(List.of(carol, bob));
        assertThat(logins.accounts()).containsExactly(carol);
    }

    /** Codes only, and of two agents not the same ones. */
    @Test
    void noPasswordIsKept() throws ReflectiveOperationException {
        RememberedLogins one = new RememberedLogins(2);
        RememberedLogins other = new RememberedLogins(2);
        Account alice = new Account("alice", Role.MONITOR, HASH);
        one.add(alice, RIGHT);
        other.add(alice, RIGHT);
        assertThat(code(one)).hasSize(32).isNotEqualTo(code(other));
    }

    private static byte[] code(RememberedLogins logins) throws ReflectiveOperationException {
        Field codes = RememberedLogins.class.getDeclaredField("codes");
        codes.setAccessible(true);
        return (byte[]) ((Map<?, ?>) codes.get(logins)).values().iterator().next();
    }
}
