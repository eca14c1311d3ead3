// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;

/**
 * What clients need to trust the agent's own certificate, beside its key store: a trust store for Java, and PEM for
 * others. Both are public. They are written anew when they do not hold the certificate, since the key store may be.
 */
final class ClientTrust {

    /** {@code -Djavax.net.ssl.trustStore=} with this file is all that a client needs: it has no password. */
    static final String STORE = "jmx-trust.p12";

    static final String PEM = "jmx-cert.pem";

    private static final int PEM_LINE = 64;

    private final Path directory;

    ClientTrust(Path keyStore) {
        directory = keyStore.toAbsolutePath().getParent();
    }

    void publish(X509Certificate certificate) throws IOException {
        byte[] pem = pem(certificate);
        boolean pemIsThere = Arrays.equals(content(directory.resolve(PEM)), pem);
        if (pemIsThere && holds(directory.resolve(STORE), certificate)) {
            return;
        }
        Path workshop = Files.createTempDirectory(directory, ".jmx-trust");
        try {
            Path freshPem = Files.write(workshop.resolve(PEM), pem);
            Path freshStore = workshop.resolve(STORE);
            new KeyTool().makeTrust(freshStore, freshPem);
            move(freshStore);
            move(freshPem);
        } finally {
            OwnKeys.delete(workshop);
        }
    }

    /** Whole or not at all, and never through a link that is there. */
    private void move(Path fresh) throws IOException {
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(fresh, directory.resolve(fresh.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean holds(Path file, X509Certificate certificate) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content(file)), null);
            return store.getCertificateAlias(certificate) != null;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return false; // whatever it is, it is of no use to clients
        }
    }

    private static byte[] content(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.readAllBytes(file) : new byte[0];
    }

    private static byte[] pem(X509Certificate certificate) throws IOException {
        try {
            String text = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return ("-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n")
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (CertificateEncodingException e) {
            throw new IOException("the certificate cannot be written", e);
        }
    }
}
