// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.proctrack.agent.access.RemoteSettings;
import org.proctrack.agent.files.TrustedFile;
import org.proctrack.agent.files.TrustedFile.Trust;
import org.proctrack.agent.remote.net.KeyStores;
import org.proctrack.agent.remote.net.Keys;
import org.proctrack.agent.remote.net.Tls;

/** TLS as the settings want it: with a key store that somebody configured, or with our own, made on first use. */
final class TlsSettings {

    private static final long LONGEST_PASSWORD = 4096;

    private TlsSettings() {}

    static Keys keys(HostPort where, RemoteSettings settings) throws IOException {
        return settings.keyStorePasswordFile().isPresent()
                ? KeyStores.configured(
                        settings.keyStore(),
                        password(settings.keyStorePasswordFile().get()))
                : KeyStores.own(settings.keyStore(), where.host());
    }

    static Tls of(Keys keys, RemoteSettings settings) throws IOException {
        if (settings.clientTrustStore().isEmpty()) {
            return keys.tls(Optional.empty());
        }
        Optional<Path> passwordFile = settings.clientTrustStorePasswordFile();
        Optional<char[]> password =
                passwordFile.isPresent() ? Optional.of(password(passwordFile.get())) : Optional.empty();
        return keys.tls(
                Optional.of(KeyStores.clientTrust(settings.clientTrustStore().get(), password)));
    }

    /** The first line of the file. */
    private static char[] password(Path file) throws IOException {
        byte[] content = TrustedFile.read(file, "password file of a key store", Trust.SECRET, LONGEST_PASSWORD);
        return new String(content, StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("")
                .toCharArray();
    }
}
