// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords that were right, so that they need not be hashed again: of each account a code made of its line of the
 * password file and of the password, with a key that is in no file. So a code is worth nothing once the line is another
 * one.
 */
final class RememberedLogins {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final byte[] NOTHING = new byte[KEY_BYTES];

    private final SecretKeySpec key;
    private final Map<Account, byte[]> codes; // guarded by this

    /**
     * Remembers nothing yet.
     *
     * @param most accounts at one time; beyond it, whoever has not logged in for longest is forgotten
     */
    RememberedLogins(int most) {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
        codes = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Account, byte[]> eldest) {
                return size() > most;
            }
        };
    }

    /** Whether it is the password that was right for this account, as it is now. It takes as long if none was. */
    boolean knows(Account account, char[] password) {
        byte[] code = code(account, password);
        synchronized (this) {
            return MessageDigest.isEqual(code, codes.getOrDefault(account, NOTHING));
        }
    }

    void add(Account account, char[] password) {
        byte[] code = code(account, password);
        synchronized (this) {
            codes.put(account, code);
        }
    }

    /** Forgets all whose line is gone or another one. */
    synchronized void retain(Collection<Account> accounts) {
        codes.keySet().retainAll(Set.copyOf(accounts));
    }

    synchronized List<Account> accounts() {
        return List.copyOf(codes.keySet());
    }

    private byte[] code(Account account, char[] password) {
        ByteBuffer text = ByteBuffer.allocate(password.length * Character.BYTES);
        text.asCharBuffer().put(password);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            // No name and no hash has a colon in it, so no two of these texts are the same
            mac.update((account.name() + ":" + account.role() + ":" + account.hash() + ":")
                    .getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(text.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        } finally {
            Arrays.fill(text.array(), (byte) 0);
        }
    }
}
