// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
        Path password = Files.createFile(
                clients.resolve("trust.pass"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, Folder.PASSWORD + "\n");

        try (RemoteAgent agent = RemoteAgent.start(
                directory, "client.truststore=" + trust, "client.truststore.password.file=" + password)) {
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

    private Path key(String name) {
        Path file = clients.resolve(name + ".p12");
        keytool("-genkeypair", "-keyalg", "EC", "-alias", name, "-dname", "CN=" + name, "-keystore", file.toString());
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
        }
    }
}
