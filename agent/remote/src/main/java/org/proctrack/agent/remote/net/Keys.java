// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;

/** A key store that was looked at: it has a private key, and the certificate for it is valid now. */
public final class Keys {

    private final KeyStore store;
    private final char[] password;
    private final X509Certificate certificate;
    private final Instant expires;

    private Keys(KeyStore store, char[] password, X509Certificate certificate, Instant expires) {
        this.store = store;
        this.password = password;
        this.certificate = certificate;
        this.expires = expires;
    }

    /** {@return TLS with this key} */
    public Tls tls(Optional<KeyStore> clientTrust) throws IOException {
        return Tls.of(store, password, clientTrust);
    }

    /** {@return what clients have to trust, or who signed it} */
    public X509Certificate certificate() {
        return certificate;
    }

    /** {@return when the first of the certificates that clients are shown expires} */
    public Instant expires() {
        return expires;
    }

    static Keys of(Path file, KeyStore store, char[] password) throws IOException {
        try {
            X509Certificate found = null;
            Instant expires = Instant.MAX;
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    found = certificate(file, store.getKey(alias, password), store.getCertificate(alias));
                    expires = first(expires, store.getCertificateChain(alias));
                }
            }
            if (found == null) {
                throw new IOException(file + ": it contains no private key");
            }
            return new Keys(store, password.clone(), found, expires);
        } catch (UnrecoverableKeyException e) {
            throw new IOException(file + ": its key has a different password from the key store", e);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** With those of the authorities between, which are sent along. */
    private static Instant first(Instant before, Certificate... chain) {
        Instant first = before;
        for (Certificate one : chain) {
            Instant end = ((X509Certificate) one).getNotAfter().toInstant();
            first = end.isBefore(first) ? end : first;
        }
        return first;
    }

    /** All must be good, for it is TLS that chooses. */
    private static X509Certificate certificate(Path file, Key key, Certificate certificate) throws IOException {
        if (!(key instanceof PrivateKey) || !(certificate instanceof X509Certificate x509)) {
            throw new IOException(file + ": it contains a key without a certificate");
        }
        try {
            x509.checkValidity();
        } catch (CertificateException e) {
            String when = e instanceof CertificateExpiredException
                    ? "expired on " + x509.getNotAfter().toInstant()
                    : "is valid from " + x509.getNotBefore().toInstant() + " on";
            throw new IOException(file + ": the certificate " + when, e);
        }
        return x509;
    }
}
