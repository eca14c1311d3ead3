// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.agent.access.Account;
import org.proctrack.agent.access.PasswordFile;
import org.proctrack.agent.access.RemoteSettings;
import org.proctrack.agent.access.Role;

class PrecautionsTest {

    @TempDir
    private Path directory;

    private RemoteSettings settings;

    @BeforeEach
    void read() throws IOException {
        Path file = Files.createFile(directory.resolve("jmx.properties"));
        settings = RemoteSettings.read(Optional.of(file));
    }

    private void letIn() throws IOException {
        new PasswordFile(settings.passwords())
                .put(Account.withPassword("alice", Role.MONITOR, "correct horse".toCharArray()));
    }

    /** Else the next try, with the right address, would be refused for its key. */
    @Test
    void noKeyIsMadeForAnAddressThatIsNotOurs() throws IOException {
        letIn();
        assertThatThrownBy(() -> Precautions.take(HostPort.of("203.0.113.1:9010"), settings))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("address of this machine");
        assertThat(settings.keyStore()).doesNotExist();
    }

    @Test
    void norForAPortThatIsTaken() throws IOException {
        letIn();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Precautions.take(HostPort.of("" + other.getLocalPort()), settings))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("free port");
        }
        assertThat(settings.keyStore()).doesNotExist();
    }

    @Test
    void somebodyMustBeAbleToLogIn() {
        assertThatThrownBy(() -> Precautions.take(HostPort.of("127.0.0.1:1"), settings))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("run proctrack passwd USER first, with the same --jmx-config");
    }
}
