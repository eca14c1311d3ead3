// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Key stores for tests, by the JDK's own tool. */
final class Certificates {

    static final char[] PASSWORD = "geheim".toCharArray();

    private Certificates() {}

    /** Makes a key store with a certificate for 127.0.0.1. */
    static Path make(Path file, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD),
                "-alias",
                "one"));
        command.addAll(List.of("-keyalg", "EC", "-dname", "CN=test", "-ext", "san=ip:127.0.0.1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-keypass", new String(PASSWORD)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Files.readAllBytes(file)), PASSWORD);
        return store;
    }

    /** {@return what trusts the certificate of a key store} */
    static KeyStore trust(Path file) throws IOException, GeneralSecurityException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("one", load(file).getCertificate("one"));
        return trust;
    }

    /** {@return a client that trusts a server, perhaps with a certificate of its own} */
    static SSLContext client(Path server, Optional<Path> own, String protocol)
            throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trust(server));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.isPresent() ? load(own.get()) : null, PASSWORD);
        SSLContext context = SSLContext.getInstance(protocol);
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
