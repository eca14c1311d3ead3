// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    /** Also a mark that Java writes as two characters. */
    @Test
    void noMarkTurnsTextRound() {
        assertThat(Printable.line("a\u202eb\udb40\udc24c\ud83d\ude00\u009b\n")).isEqualTo("a?b?c\ud83d\ude00??");
    }

    @Test
    void linesStayLines() {
        assertThat(Printable.lines("a\tb\nc\r\u001b[0m")).isEqualTo("a\tb\nc??[0m");
    }
}
