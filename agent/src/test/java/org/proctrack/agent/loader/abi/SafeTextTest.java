// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTextTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
                    sleep,              sleep
                    '(sd-pam) ~',       '(sd-pam) ~'
                    'a\nb\tc\rd',       'a\\nb\\tc\\rd'
                    '\u001b[2J',        '\\x1b[2J'
                    'a\\nb',            'a\\\\nb'
                    '\u007f\u0080',     '\\x7f\\xc2\\x80'
                    'jos\u00e9',        'jos\\xc3\\xa9'
                    """)
    void neutralises(String name, String shown) {
        assertThat(of(name.getBytes(StandardCharsets.UTF_8))).isEqualTo(shown);
    }

    @Test
    void endsAtNulOrAtTheEnd() {
        assertThat(of(new byte[] {'a', 0, 'b'})).isEqualTo("a");
        assertThat(of(new byte[] {0, 'b'})).isEmpty();
        assertThat(SafeText.of(ByteBuffer.wrap("abcdef".getBytes(StandardCharsets.US_ASCII)), 1, 3))
                .isEqualTo("bcd");
    }

    private static String of(byte[] bytes) {
        return SafeText.of(ByteBuffer.wrap(bytes), 0, bytes.length);
    }
}
