// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessTerminalTest {

    private static final Terminal.Size USUAL = new Terminal.Size(24, 80);

    @Test
    void sttySaysRowsAndColumns() {
        assertThat(ProcessTerminal.parse("10 40\n", USUAL)).isEqualTo(new Terminal.Size(10, 40));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0 0", "0 80", "24 0", "-1 5", "24", "a b", "1 2 3", "99999 80", "99999999999999999999 1"})
    void whateverElseItSaysIsNoSize(String text) {
        assertThat(ProcessTerminal.parse(text, USUAL)).isEqualTo(USUAL);
    }

    @Test
    void whereSequencesWouldBePrintedThereIsNoTerminal() {
        for (Map<String, String> environment : java.util.List.of(Map.<String, String>of(), Map.of("TERM", "dumb"))) {
            assertThat(new ProcessTerminal(environment).out()).isFalse();
            assertThat(new ProcessTerminal(environment).err()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7 (a) b) S 1 7 7 34816 7 4194304, true",
        "7 (top) S 1 7 7 34816 9 4194304, false",
        "7 (top) S 1 7 7 0 -1 4194304, false",
        "'', false"
    })
    void onlyTheForegroundGetsKeys(String stat, boolean foreground) {
        assertThat(ProcessTerminal.isInForeground(stat)).isEqualTo(foreground);
    }
}
