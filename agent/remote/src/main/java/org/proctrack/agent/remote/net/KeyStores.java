// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.Optional;
import org.proctrack.agent.files.TrustedFile;
import org.proctrack.agent.files.TrustedFile.Trust;

/** Key stores, configured ones and the one that is made on first use. What is wrong with one is told in one line. */
public final class KeyStores {

    private static final long LARGEST = 1024 * 1024;
    private static final int JKS_MAGIC = 0xfeedfeed;
    private static final int DER_SEQUENCE = 0x30;

    private KeyStores() {}

    /**
     * Loads a key store that an administrator made.
     *
     * @param password of the store and the key in it
     * @throws IOException one line
     */
    public static Keys configured(Path file, char[] password) throws IOException {
        byte[] content = TrustedFile.read(file, "key store", Trust.SECRET, LARGEST);
        return Keys.of(file, load(file, content, password), password);
    }

    /**
     * Loads the agent's own key store, and makes it if it is not there; beside it, what clients need to trust it. Several
     * agents may do so at one time.
     *
     * @param host the name or address by which clients come, besides those of the loopback and of this machine
     * @throws IOException one line
     */
    public static Keys own(Path file, String host) throws IOException {
        OwnKeys own = new OwnKeys(file, new HostNames(host));
        own.makeIfMissing();
        Keys keys = configured(file, OwnKeys.password());
        own.check(keys.certificate());
        new ClientTrust(file).publish(keys.certificate());
        return keys;
    }

    /** {@return the file beside the agent's own key store that clients need to trust it} */
    public static Path forClients(Path file) {
        return file.toAbsolutePath().normalize().resolveSibling(ClientTrust.STORE);
    }

    /**
     * Loads the certificates that vouch for clients.
     *
     * @param file PKCS12 or JKS
     * @param password of the store, if it has one
     * @throws IOException one line
     */
    public static KeyStore clientTrust(Path file, Optional<char[]> password) throws IOException {
        byte[] content = TrustedFile.read(file, "trust store", Trust.CODE, LARGEST);
        KeyStore store = load(file, content, password.orElse(null));
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias)) {
                    return store;
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        throw new IOException(file + ": it contains no trusted certificate, or its password is missing");
    }

    static KeyStore load(Path file, byte[] content, char[] password) throws IOException {
        String type = type(file, content);
        try {
            KeyStore store = KeyStore.getInstance(type);
            store.load(new ByteArrayInputStream(content), password);
            return store;
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new IOException(file + ": the password is wrong", e);
            }
            throw new IOException(file + ": it is damaged, or not a key store", e);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static String type(Path file, byte[] content) throws IOException {
        if (content.length > 4 && ByteBuffer.wrap(content).getInt() == JKS_MAGIC) {
            return "JKS";
        }
        if (content.length > 0 && content[0] == DER_SEQUENCE) {
            return "PKCS12";
        }
        throw new IOException(file + ": neither PKCS12 nor JKS");
    }
}
