// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeArgumentsTest {

    private static final byte[] RAW = {'a', (byte) 0xff, (byte) 0xfe};

    @Test
    void plainTextNeedsNoCommandLine() {
        assertThat(bytes(List.of("ls", "-l", ""), List.of())).containsExactly(utf8("ls"), utf8("-l"), utf8(""));
    }

    @Test
    void whatTheJvmCouldNotDecodeIsTakenFromTheCommandLine() {
        String decoded = new String(RAW, StandardCharsets.UTF_8);
        List<byte[]> line = List.of(utf8("java"), utf8("run"), utf8("--"), utf8("ls"), RAW);
        assertThat(bytes(List.of("ls", decoded), line)).containsExactly(utf8("ls"), RAW);
    }

    @Test
    void anotherCommandLineIsNotMixedUp() {
        List<byte[]> line = List.of(utf8("ls"), utf8("x"));
        assertThat(bytes(List.of("ls", "\u00e9"), line)).containsExactly(utf8("ls"), utf8("\u00e9"));
    }

    private static List<byte[]> bytes(List<String> command, List<byte[]> line) {
        return NativeArguments.bytes(command, line, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
