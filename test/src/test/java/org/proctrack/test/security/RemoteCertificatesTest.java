// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.remote.DistantClient;
import org.proctrack.test.support.remote.Folder;
import org.proctrack.test.support.remote.RemoteAgent;

/** Certificates of clients, and the documented command line on each JDK. */
class RemoteCertificatesTest {

    @TempDir
    private Path directory;

    @TempDir
    private Path clients;

    @Test
    void whereClientsNeedACertificateAPasswordIsNotEnough() throws Exception {
        Path ann = key("ann");
        Path eve = key("eve");
        Path trust = clients.resolve("trust.p12");
        Path pem = clients.resolve("ann.pem");
        keytool("-exportcert", "-rfc", "-alias", "ann", "-keystore", ann.toString(), "-file", pem.toString());
        keytool("-importcert", "-noprompt", "-file", pem.toString(), "-keystore", trust.toString());

        try (RemoteAgent agent = RemoteAgent.start(
                directory, "client.truststore=" + trust, "client.truststore.password.file=" + password("trust.pass"))) {
            assertThatThrownBy(() -> agent.as("admin")).isInstanceOf(IOException.class);
            await().until(() -> agent.cuts("no TLS: ") == 1);
            agent.trusted(Optional.of(eve));
            assertThatThrownBy(() -> agent.as("admin")).isInstanceOf(IOException.class);
            await().until(() -> agent.cuts("no TLS: ") == 2);
            assertThat(agent.text()).doesNotContain("op=login");
            agent.trusted(Optional.of(ann));
            assertThat(agent.as("admin").getAttribute(Names.JOBS, "Count")).isEqualTo(0);
            assertThatThrownBy(() -> agent.with(new String[] {"admin", "wrong"}))
                    .as("nor is a certificate")
                    .isInstanceOf(SecurityException.class);
        }
    }

    @Test
    void aCertificateThatExpiresSoonIsTold() throws Exception {
        Path soon = key("soon", "-validity", "10");
        Files.setPosixFilePermissions(soon, PosixFilePermissions.fromString("rw-------"));
        Path trust = directory.resolve("jmx-trust.p12"); // as clients of a certificate of one's own make it
        Path pem = clients.resolve("soon.pem");
        keytool("-exportcert", "-rfc", "-alias", "soon", "-keystore", soon.toString(), "-file", pem.toString());
        keytool(
                "-importcert",
                "-noprompt",
                "-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE",
                "-J-Dkeystore.pkcs12.macAlgorithm=NONE",
                "-file",
                pem.toString(),
                "-keystore",
                trust.toString());
        try (RemoteAgent agent =
                RemoteAgent.start(directory, "keystore=" + soon, "keystore.password.file=" + password("soon.pass"))) {
            MBeanServerConnection client = agent.as("monitor");
            String warning = (String) client.getAttribute(Names.EXTENSION, "Warning");
            assertThat(warning)
                    .startsWith("the certificate in " + soon + " expires on ")
                    .contains(", in 9 days: put a new one into that key store");
            Instant expires =
                    Instant.ofEpochMilli((long) client.getAttribute(Names.EXTENSION, "RemoteCertificateExpiresMillis"));
            assertThat(expires)
                    .isBetween(
                            Instant.now().plus(Duration.ofDays(9)),
                            Instant.now().plus(Duration.ofDays(10)));
            assertThat(warning).contains("expires on " + expires + ",");
            assertThat(client.getAttribute(Names.EXTENSION, "FailureReason")).isEqualTo("");
            await().until(() -> agent.text().contains(" WARNING " + warning));
            assertThat(agent.text().lines().filter(line -> line.contains(warning)))
                    .as("one line")
                    .hasSize(1);
        }
    }

    private Path password(String name) throws IOException {
        Path file = Files.createFile(
                clients.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, Folder.PASSWORD + "\n");
    }

    private Path key(String name, String... options) {
        Path file = clients.resolve(name + ".p12");
        List<String> all =
                new ArrayList<>(List.of("-genkeypair", "-keyalg", "EC", "-alias", name, "-dname", "CN=" + name));
        all.addAll(List.of(options));
        all.addAll(List.of("-keystore", file.toString()));
        keytool(all.toArray(String[]::new));
        return file;
    }

    private static void keytool(String... options) {
        List<String> command = new ArrayList<>(List.of(Jvm.CURRENT.tool("keytool")));
        command.addAll(List.of(options));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", Folder.PASSWORD));
        Run run = Run.of(command.toArray(String[]::new));
        assertThat(run.exit()).as(run.toString()).isZero();
    }

    static Stream<Jvm> jvms() {
        return Jvm.installed().stream();
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void eachJdkServesEachJdk(Jvm jvm) {
        try (RemoteAgent agent = RemoteAgent.start(jvm, directory)) {
            for (Jvm other : Jvm.installed()) {
                Run client = DistantClient.withTls(other, agent, "operator");
                assertThat(client.out()).as(client.toString()).isEqualTo("jobs: 0\n");
            }
            agent.told("op=login principal=operator role=operator from=127.0.0.1 verdict=ok");
            assertThat(agent.text()).as("its certificate holds for years").doesNotContain("WARNING");
        }
    }
}
