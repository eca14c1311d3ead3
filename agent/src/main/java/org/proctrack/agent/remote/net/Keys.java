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
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Optional;

/** A key store that was looked at: it has a private key, and the certificate for it is valid now. */
public final class Keys {

    private final KeyStore store;
    private final char[] password;
    private final X509Certificate certificate;

    private Keys(KeyStore store, char[] password, X509Certificate certificate) {
        this.store = store;
        this.password = password;
        this.certificate = certificate;
    }

    /** {@return TLS with this key} */
    public Tls tls(Optional<KeyStore> clientTrust) throws IOException {
        return Tls.of(store, password, clientTrust);
    }

    /** {@return what clients have to trust, or who signed it} */
    public X509Certificate certificate() {
        return certificate;
    }

    static Keys of(Path file, KeyStore store, char[] password) throws IOException {
        try {
            X509Certificate found = null;
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    found = certificate(file, store.getKey(alias, password), store.getCertificate(alias));
                }
            }
            if (found == null) {
                throw new IOException(file + ": it contains no private key");
            }
            return new Keys(store, password.clone(), found);
        } catch (UnrecoverableKeyException e) {
            throw new IOException(file + ": its key has a different password from the key store", e);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** All must be good, for it is TLS that chooses. */
    private static X509Certificate certificate(Path file, Key key, Certificate certificate) throws IOException {
        if (!(key instanceof PrivateKey) || !(certificate instanceof X509Certificate x509)) {
            throw new IOException(file + ": it contains a key without a certificate");
        }
        try {
            x509.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new IOException(
                    file + ": the certificate expired on " + x509.getNotAfter().toInstant(), e);
        } catch (CertificateNotYetValidException e) {
            throw new IOException(
                    file + ": the certificate is valid from "
                            + x509.getNotBefore().toInstant() + " on",
                    e);
        }
        return x509;
    }
}
