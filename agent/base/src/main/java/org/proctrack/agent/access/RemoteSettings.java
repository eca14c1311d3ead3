// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.proctrack.agent.files.FileRefusedException;
import org.proctrack.agent.files.TrustedFile;
import org.proctrack.agent.files.TrustedFile.Trust;

/**
 * The settings of remote management, {@code jmx.properties}.
 *
 * @param passwords the password file
 * @param tls whether connections are encrypted
 * @param registryTls whether those to the registry, which tells clients where to go, are so in any case
 * @param keyStore the agent's own key and certificate
 * @param keyStorePasswordFile holds the password of it
 * @param clientTrustStore present: clients need a certificate that one of these signed
 * @param clientTrustStorePasswordFile holds the password of it
 * @param publicHost by which clients reach the agent, when it is not where it listens
 * @param publicPort the same
 * @param maxConnections at one time
 * @param maxFailedLogins a minute and address
 * @param idleSeconds until a connection that says nothing is closed
 * @param cpuPercent of one processor that the calls of one user may take
 */
public record RemoteSettings(
        Path passwords,
        boolean tls,
        boolean registryTls,
        Path keyStore,
        Optional<Path> keyStorePasswordFile,
        Optional<Path> clientTrustStore,
        Optional<Path> clientTrustStorePasswordFile,
        Optional<String> publicHost,
        Optional<Integer> publicPort,
        int maxConnections,
        int maxFailedLogins,
        int idleSeconds,
        int cpuPercent) {

    /** Where they are when nobody names another file. */
    public static final Path DEFAULT = Path.of("/etc/proctrack/jmx.properties");

    private static final String WHAT = "settings file";
    private static final int MAX_BYTES = 64 << 10;

    /**
     * Reads the settings.
     *
     * @param named a file that must be there; when empty, {@link #DEFAULT}, which may be missing
     * @throws FileRefusedException one line that names file and key
     */
    public static RemoteSettings read(Optional<Path> named) throws IOException {
        return named.isPresent() ? of(named.get(), true) : of(DEFAULT, false);
    }

    static RemoteSettings of(Path file, boolean required) throws IOException {
        boolean absent = !required && !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        SettingsText text =
                new SettingsText(file, absent ? new byte[0] : TrustedFile.read(file, WHAT, Trust.CODE, MAX_BYTES));
        RemoteSettings settings = new RemoteSettings(
                text.path("passwords", "jmx.passwd"),
                text.isOn("tls", true),
                text.isOn("registry.tls", true),
                text.path("keystore", "jmx.p12"),
                text.path("keystore.password.file"),
                text.path("client.truststore"),
                text.path("client.truststore.password.file"),
                text.host("public.host"),
                text.port("public.port"),
                text.number("connections.max", 20, 10_000),
                text.number("failed.logins.max", 10, 100_000),
                text.number("idle.seconds", 120, 86_400),
                text.number("cpu.percent.max", 100, 10_000));
        text.requireAllKnown();
        if (!settings.tls() && settings.clientTrustStore().isPresent()) {
            throw text.refuse("client.truststore", "needs tls=on: there are no certificates without it");
        }
        return settings;
    }
}
