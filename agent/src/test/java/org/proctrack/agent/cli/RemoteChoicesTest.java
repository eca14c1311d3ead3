// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.agent.access.RemoteSettings;
import org.proctrack.agent.remote.HostPort;

class RemoteChoicesTest {

    @TempDir
    private Path directory;

    private List<String> told(String settings) throws IOException {
        Path file = Files.writeString(directory.resolve("jmx.properties"), settings);
        return new RemoteChoices(HostPort.of("127.0.0.1:9010"), RemoteSettings.read(Optional.of(file))).howToConnect();
    }

    @Test
    void clientsAreToldWhereTheTrustStoreIs() throws IOException {
        String trust = "-Djavax.net.ssl.trustStore=" + directory.resolve("jmx-trust.p12");
        assertThat(told(""))
                .containsExactly(
                        "jconsole -J" + trust + "   (Remote Process: 127.0.0.1:9010, user, password)",
                        "java " + trust + " -jar jmxterm-1.0.4-uber.jar -s -l 127.0.0.1:9010 -u USER");
    }

    @Test
    void clientsAreToldTheForwardedPort() throws IOException {
        assertThat(told("tls=off\npublic.host=node7\npublic.port=9999"))
                .containsExactly(
                        "jconsole   (Remote Process: node7:9999, user, password)",
                        "java -jar jmxterm-1.0.4-uber.jar -l node7:9999 -u USER");
    }

    @Test
    void itIsBesideTheKeyStore() throws IOException {
        assertThat(told("keystore=keys/../tls/a.p12"))
                .allMatch(line -> line.contains("=" + directory.resolve("tls/jmx-trust.p12") + " "));
    }

    @Test
    void noneIsMadeForACertificateOfTheAdministrators() throws IOException {
        assertThat(told("keystore.password.file=word"))
                .allMatch(line -> line.contains("-Djavax.net.ssl.trustStore=TRUSTSTORE "));
    }

    @Test
    void withoutTlsThereIsNothingToTrust() throws IOException {
        assertThat(told("tls=off")).hasSize(2).noneMatch(line -> line.contains("trustStore") || line.contains(" -s "));
    }
}
