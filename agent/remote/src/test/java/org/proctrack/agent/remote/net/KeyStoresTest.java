// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Good key stores, bad ones, and the one that makes itself. */
class KeyStoresTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameFile() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        file = directory.resolve("jmx-keys.p12");
    }

    @Test
    void theOwnKeyStoreIsMadeOnFirstUseAndKept() throws IOException, GeneralSecurityException {
        X509Certificate first = KeyStores.own(file, "127.0.0.1").certificate();
        assertThat(names(first)).contains("127.0.0.1", "localhost", "0:0:0:0:0:0:0:1");
        assertThat(names(first))
                .contains(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
        assertThat(first.getNotAfter().toInstant()).isAfter(Instant.now().plus(Duration.ofDays(3600)));
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(directory.resolve("jmx-trust.p12"))).isEqualTo("rw-r--r--");
        assertThat(mode(directory.resolve("jmx-cert.pem"))).isEqualTo("rw-r--r--");
        assertThat(left()).containsExactlyInAnyOrder("jmx-keys.p12", "jmx-trust.p12", "jmx-cert.pem");
        assertThat(pem()).isEqualTo(first);
        assertThat(trusted()).isEqualTo(first);
        assertThat(KeyStores.own(file, "localhost").certificate()).isEqualTo(first);
    }

    @Test
    void clientsAreGivenTheCertificateThatIsInUse() throws IOException, GeneralSecurityException {
        X509Certificate first = KeyStores.own(file, "localhost").certificate();
        Files.delete(file);
        Files.delete(directory.resolve("jmx-cert.pem"));
        Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve("jmx-cert.pem"), elsewhere);
        X509Certificate second = KeyStores.own(file, "localhost").certificate();
        assertThat(second).isNotEqualTo(first);
        assertThat(trusted()).isEqualTo(second);
        assertThat(pem()).isEqualTo(second);
        assertThat(elsewhere).isEmptyFile();
    }

    @Test
    void anotherHostNeedsAnotherCertificate() throws IOException {
        KeyStores.own(file, "127.0.0.1");
        assertThatThrownBy(() -> KeyStores.own(file, "192.0.2.1"))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": its certificate is not for 192.0.2.1: remove the file to have a new one made");
        assertThatThrownBy(() -> KeyStores.own(file, "a b"))
                .hasMessageContaining("cannot make a certificate for the host name 'a b'");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        Files.createSymbolicLink(file, elsewhere);
        assertThatThrownBy(() -> KeyStores.own(file, "localhost")).isInstanceOf(IOException.class);
        assertThat(elsewhere).doesNotExist();
        assertThat(left()).containsExactly("jmx-keys.p12");
    }

    @Test
    void whatAnAgentLeftThatDiedGoes() throws IOException {
        Path workshop = Files.createDirectory(directory.resolve(".jmx-keys.p12.new"));
        Files.createFile(workshop.resolve("jmx-keys.p12"));
        Files.createFile(directory.resolve(".jmx-keys.p12.lock"));
        KeyStores.own(file, "localhost");
        assertThat(left()).containsExactlyInAnyOrder("jmx-keys.p12", "jmx-trust.p12", "jmx-cert.pem");
    }

    @Test
    void agentsThatMakeItAtOneTimeAllHaveTheSame() throws IOException, InterruptedException {
        List<ChildJvm> agents = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            agents.add(ChildJvm.start(ChildJvm.CURRENT, List.of(), OwnKeysProgram.class, file.toString()));
        }
        Set<String> serials = new TreeSet<>();
        for (ChildJvm agent : agents) {
            serials.add(agent.awaitOutput());
        }
        assertThat(serials).hasSize(1).allMatch(line -> line.matches("serial [0-9a-f]+\\s*"));
        assertThat(left()).containsExactlyInAnyOrder("jmx-keys.p12", "jmx-trust.p12", "jmx-cert.pem");
    }

    @Test
    void aConfiguredOneIsUsed() throws IOException, InterruptedException {
        Certificates.make(file);
        assertThat(KeyStores.configured(file, Certificates.PASSWORD)
                        .certificate()
                        .getSubjectX500Principal())
                .hasToString("CN=test");
        Files.delete(file);
        Certificates.make(file, "-storetype", "JKS");
        assertThat(KeyStores.configured(file, Certificates.PASSWORD).tls(Optional.empty()))
                .isNotNull();
    }

    @Test
    void whatIsWrongIsToldInOneLine() throws IOException, InterruptedException, GeneralSecurityException {
        Certificates.make(file);
        refused("wrong!".toCharArray(), ": the password is wrong");
        Files.write(file, new byte[] {0x30, 1, 2, 3}, StandardOpenOption.TRUNCATE_EXISTING);
        refused(Certificates.PASSWORD, ": it is damaged, or not a key store");
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n");
        refused(Certificates.PASSWORD, ": neither PKCS12 nor JKS");
        Files.delete(file);
        refused(Certificates.PASSWORD, "");
        Certificates.make(file, "-startdate", "-30d", "-validity", "10");
        refused(Certificates.PASSWORD, ": the certificate expired on ");
        Files.delete(file);
        Certificates.make(file, "-startdate", "+30d", "-validity", "10");
        refused(Certificates.PASSWORD, ": the certificate is valid from ");
        Files.delete(file);
        KeyStores.own(file, "localhost");
        Files.copy(directory.resolve("jmx-trust.p12"), file, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        refused(Certificates.PASSWORD, ": it contains no private key");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        refused(Certificates.PASSWORD, "");
    }

    private void refused(char[] password, String message) {
        assertThatThrownBy(() -> KeyStores.configured(file, password))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(message.isEmpty() ? "" : file + message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void trustOfClientsNeedsCertificates() throws IOException, InterruptedException {
        KeyStores.own(file, "localhost");
        Path trust = directory.resolve("jmx-trust.p12");
        assertThat(KeyStores.clientTrust(trust, Optional.empty())).isNotNull();
        Path keys = Certificates.make(directory.resolve("other.p12"));
        assertThatThrownBy(() -> KeyStores.clientTrust(keys, Optional.of(Certificates.PASSWORD)))
                .isInstanceOf(IOException.class)
                .hasMessage(keys + ": it contains no trusted certificate, or its password is missing");
    }

    private static List<String> names(X509Certificate certificate) throws GeneralSecurityException {
        return certificate.getSubjectAlternativeNames().stream()
                .map(name -> name.get(1).toString())
                .toList();
    }

    private X509Certificate pem() throws IOException, GeneralSecurityException {
        byte[] content = Files.readAllBytes(directory.resolve("jmx-cert.pem"));
        assertThat(new String(content, StandardCharsets.US_ASCII).lines()).allMatch(line -> line.length() <= 64);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content));
    }

    private X509Certificate trusted() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Files.readAllBytes(directory.resolve("jmx-trust.p12"))), null);
        return (X509Certificate) store.getCertificate(store.aliases().nextElement());
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    private Set<String> left() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
