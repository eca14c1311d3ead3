// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private TerminalEmulator seen() {
        return new TerminalEmulator(4, 10).write(out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aPageHidesTheOneBeforeIt() {
        Terminal.Size size = new Terminal.Size(4, 10);
        try (Screen screen = new Screen(Stdout.utf8(out))) {
            screen.draw(List.of("1234567890", "long line", "third", "0123456789"), size);
            assertThat(seen().lines()).containsExactly("1234567890", "long line", "third", "0123456789");
            screen.draw(List.of("a", "0123456789"), size);
            assertThat(seen().lines()).containsExactly("a", "0123456789", "", "");
            screen.draw(List.of(""), size);
            assertThat(seen().lines()).containsOnly("");
            assertThat(seen().scrolled()).isZero();
            assertThat(seen().isAsItWas()).as("cursor shown while it draws").isFalse();
        }
    }

    @Test
    void afterwardsTheTerminalIsAsItWasAndThePageStays() {
        Screen screen = new Screen(Stdout.utf8(out));
        screen.draw(List.of("a", "b"), new Terminal.Size(4, 10));
        screen.close();
        assertThat(seen().isAsItWas()).isTrue();
        assertThat(seen().lines()).startsWith("a", "b");
        int length = out.size();
        screen.draw(List.of("late"), new Terminal.Size(4, 10));
        screen.close();
        assertThat(out.size()).as("written after the end").isEqualTo(length);
    }

    @Test
    void withoutAPageNothingIsWritten() {
        new Screen(Stdout.utf8(out)).close();
        assertThat(out.size()).isZero();
    }
}
