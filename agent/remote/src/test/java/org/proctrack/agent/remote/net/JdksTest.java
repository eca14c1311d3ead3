// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers and clients of each JDK: a client needs the trust store that the server made, and nothing else. */
class JdksTest {

    @TempDir
    Path directory;

    static Stream<Path> jdks() throws IOException {
        return ChildJvm.jdks().stream();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void clientsOfAllJdksTrustTheServerThatMadeItsOwnKey(Path jdk) throws IOException, InterruptedException {
        List<String> trust = List.of("-Djavax.net.ssl.trustStore=" + directory.resolve("jmx-trust.p12"));
        List<String> seen = new ArrayList<>();
        try (ChildJvm server = ChildJvm.start(
                jdk,
                List.of(),
                TestConnectorProgram.class,
                directory.resolve("jmx-keys.p12").toString())) {
            String port = server.line().replaceFirst("^port (\\d+)$", "$1");
            for (Path client : ChildJvm.jdks()) {
                seen.add(ChildJvm.start(client, trust, Caller.class, port).awaitOutput());
            }
            assertThat(seen).allMatch(output -> output.matches("taken 1000 from 127\\.0\\.0\\.1:\\d+\n"));

            String stranger = ChildJvm.start(jdk, List.of(), Caller.class, port).awaitOutput();
            assertThat(stranger).contains("unable to find valid certification path");
            assertThat(server.awaitOutput()).startsWith("refused no TLS: ").hasLineCount(1);
        }
    }
}
