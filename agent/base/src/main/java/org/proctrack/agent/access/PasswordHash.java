// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** What is kept of a password: {@code pbkdf2-sha512$ITERATIONS$SALT$HASH}, salt and hash in Base64. */
final class PasswordHash {

    static final int ITERATIONS = 210_000;

    private static final int LEAST_ITERATIONS = 1_000;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 64;
    private static final byte[] NO_SALT = new byte[SALT_BYTES];

    private static final Pattern FORM =
            Pattern.compile("pbkdf2-sha512\\$([1-9][0-9]{0,8})\\$([A-Za-z0-9+/]{22}==)\\$([A-Za-z0-9+/]{86}==)");

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    static PasswordHash of(char[] password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(ITERATIONS, salt, derive(password, salt, ITERATIONS));
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is none; the message says why, and does not repeat it
     */
    static PasswordHash parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not a password hash");
        }
        int iterations = Integer.parseInt(matcher.group(1));
        if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw new IllegalArgumentException("has an iteration count that is out of range: must be "
                    + LEAST_ITERATIONS + " to " + MOST_ITERATIONS);
        }
        Base64.Decoder decoder = Base64.getDecoder();
        return new PasswordHash(iterations, decoder.decode(matcher.group(2)), decoder.decode(matcher.group(3)));
    }

    /** {@return how much work it is to try a password} */
    int iterations() {
        return iterations;
    }

    boolean matches(char[] password) {
        return MessageDigest.isEqual(hash, derive(password, salt, iterations));
    }

    /** As much work as a hash of so many iterations; for nothing. */
    static void burn(char[] password, int iterations) {
        if (iterations > 0) {
            derive(password, NO_SALT, iterations);
        }
    }

    private static byte[] derive(char[] password, byte[] salt, int iterations) {
        PBEKeySpec key = new PBEKeySpec(password, salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(key)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no PBKDF2WithHmacSHA512", e);
        } finally {
            key.clearPassword();
        }
    }

    @Override
    public String toString() {
        Base64.Encoder encoder = Base64.getEncoder();
        return "pbkdf2-sha512$" + iterations + "$" + encoder.encodeToString(salt) + "$" + encoder.encodeToString(hash);
    }
}
