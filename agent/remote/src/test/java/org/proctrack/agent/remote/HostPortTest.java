// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    @ParameterizedTest
    @CsvSource({
        "9010, 127.0.0.1, true, 127.0.0.1:9010",
        "127.0.0.2:9010, 127.0.0.2, true, 127.0.0.2:9010",
        "10.0.0.7:9010, 10.0.0.7, false, 10.0.0.7:9010",
        "[::1]:9010, ::1, true, [::1]:9010",
        "localhost:9010, localhost, true, localhost:9010"
    })
    void reads(String text, String host, boolean loopback, String shown) {
        HostPort where = HostPort.of(text);
        assertThat(where.host()).isEqualTo(host);
        assertThat(where.port()).isEqualTo(9010);
        assertThat(where.loopback()).isEqualTo(loopback);
        assertThat(where).hasToString(shown);
    }

    @Test
    void clientsAreToldANameForAllAddresses() throws Exception {
        HostPort where = HostPort.of("0.0.0.0:9010");
        assertThat(where.address().isAnyLocalAddress()).isTrue();
        assertThat(where.loopback()).isFalse();
        assertThat(where.host()).isEqualTo(InetAddress.getLocalHost().getHostName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "abc", "host:", "host:abc", "9010x", "1e3", "99999999999", "host:9010:"})
    void whatIsNoNumberIsUsage(String text) {
        assertThatThrownBy(() -> HostPort.of(text)).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "65536",
                ":9010",
                "[]:9010",
                "::1:9010",
                "no.such.host.invalid:9010",
                "a b:9010",
                "[x]:9010"
            })
    void whatCannotBeIsRefusedInOneLine(String text) {
        assertThatThrownBy(() -> HostPort.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .isNotInstanceOf(NumberFormatException.class)
                .hasMessageNotContaining("\n");
    }
}
