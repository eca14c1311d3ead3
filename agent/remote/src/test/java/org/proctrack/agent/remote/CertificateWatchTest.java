// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.proctrack.agent.access.RemoteSettings;

class CertificateWatchTest {

    private static final Instant EXPIRES = Instant.parse("2030-03-31T12:00:00Z");

    @TempDir
    private Path folder;

    private CertificateWatch at(String now, String... settings) throws IOException {
        Path file = Files.writeString(folder.resolve("jmx.properties"), String.join("\n", settings));
        return new CertificateWatch(
                EXPIRES, RemoteSettings.read(Optional.of(file)), Clock.fixed(Instant.parse(now), ZoneOffset.UTC));
    }

    @ParameterizedTest
    @CsvSource({
        "2030-03-01T11:59:59Z,",
        "2030-03-01T12:00:00Z,in 30 days",
        "2030-03-30T12:00:00Z,in 1 day:",
        "2030-03-31T11:00:00Z,in 0 days",
        "2030-03-31T12:00:01Z,expired on 2030-03-31T12:00:00Z",
        "2031-01-01T00:00:00Z,expired on 2030-03-31T12:00:00Z"
    })
    void fromAMonthBeforeItSaysSo(String now, String part) throws IOException {
        try (CertificateWatch watch = at(now)) {
            if (part == null) {
                assertThat(watch.warning()).isEmpty();
            } else {
                assertThat(watch.warning())
                        .startsWith("the certificate in " + folder.resolve("jmx.p12") + " expire")
                        .contains(part, "remove that file and restart the agent")
                        .doesNotContain("\n");
            }
        }
    }

    @Test
    void nobodyIsToldToRemoveAKeyStoreOfHisOwn() throws IOException {
        try (CertificateWatch watch = at("2030-03-30T12:00:00Z", "keystore=node.p12", "keystore.password.file=word")) {
            assertThat(watch.warning())
                    .contains("node.p12", "put a new one into that key store and restart the agent")
                    .doesNotContain("remove");
        }
    }

    @Test
    void theLogHasItOnce() throws IOException {
        List<String> log = new CopyOnWriteArrayList<>();
        List<String> silence = new CopyOnWriteArrayList<>();
        try (CertificateWatch watch = at("2030-03-30T12:00:00Z");
                CertificateWatch young = at("2029-03-30T12:00:00Z")) {
            young.begin(silence::add);
            watch.begin(log::add);
            await().until(() -> !log.isEmpty());
            assertThat(log).containsExactly(watch.warning());
            assertThat(silence).isEmpty();
        }
    }
}
