// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.SecretKeyFactorySpi;
import javax.crypto.spec.PBEKeySpec;

/** Counts the rounds of password hashing in this JVM, in place of a clock: the JDK's own, with a counter before it. */
public final class HashingWork implements AutoCloseable {

    private static final AtomicLong ROUNDS = new AtomicLong();
    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";

    private final Counter counter = new Counter();

    HashingWork() {
        Security.insertProviderAt(counter, 1);
    }

    /** {@return rounds since this was asked last} */
    long rounds() {
        return ROUNDS.getAndSet(0);
    }

    @Override
    public void close() {
        Security.removeProvider(counter.getName());
    }

    private static final class Counter extends Provider {
        private static final long serialVersionUID = 1L;

        Counter() {
            super("HashingWork", "1", "counts rounds");
            put("SecretKeyFactory." + ALGORITHM, Factory.class.getName());
        }
    }

    /** The JDK makes it. */
    public static final class Factory extends SecretKeyFactorySpi {

        private final SecretKeyFactory real;

        public Factory() throws NoSuchAlgorithmException {
            real = SecretKeyFactory.getInstance(ALGORITHM, Security.getProvider("SunJCE"));
        }

        @Override
        protected SecretKey engineGenerateSecret(KeySpec spec) throws InvalidKeySpecException {
            ROUNDS.addAndGet(((PBEKeySpec) spec).getIterationCount());
            return real.generateSecret(spec);
        }

        @Override
        protected KeySpec engineGetKeySpec(SecretKey key, Class<?> type) throws InvalidKeySpecException {
            return real.getKeySpec(key, type);
        }

        @Override
        protected SecretKey engineTranslateKey(SecretKey key) throws InvalidKeyException {
            return real.translateKey(key);
        }
    }
}
