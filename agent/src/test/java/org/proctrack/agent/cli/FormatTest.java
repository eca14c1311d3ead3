// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables, times, durations, and the stream to standard output. */
class FormatTest {

    @Test
    void numbersStandToTheRight() {
        Table table = Table.of("JOB", "NAME", "WHAT").row(7, "a", "x y").row(4294967295L, "bcdef", "\u001b[0m");
        assertThat(table).hasToString("       JOB  NAME   WHAT\n         7  a      x y\n4294967295  bcdef  ?[0m");
    }

    @Test
    void timesAreLocalAndHaveSeconds() {
        for (int second : new int[] {0, 9, 59}) {
            LocalDateTime time = LocalDateTime.of(2026, 1, 31, 12, 0, second);
            long millis = time.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
            assertThat(Text.time(millis + 999)).isEqualTo("2026-01-31T12:00:%02d", second);
        }
        assertThat(Text.time(0)).isEqualTo("-");
    }

    @Test
    void durationsHaveAUnit() {
        assertThat(Durations.parse("--grace", "500ms", Duration.ZERO)).isEqualTo(Duration.ofMillis(500));
        assertThat(Durations.parse("--grace", "10s", Duration.ZERO)).isEqualTo(Duration.ofSeconds(10));
        assertThat(Durations.parse("--grace", "2m", Duration.ZERO)).isEqualTo(Duration.ofMinutes(2));
        assertThat(Durations.parse("--grace", "8760h", Duration.ZERO)).isEqualTo(Duration.ofDays(365));
        assertThatThrownBy(() -> Durations.parse("--grace", "10", Duration.ZERO))
                .hasMessage("--grace \"10\" is not a duration: use for example 500ms, 10s, 2m or 1h");
    }

    @Test
    void aReaderThatHasGoneIsNoError(@TempDir Path folder) throws IOException {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken");
            }
        };
        Path pipe = Files.createSymbolicLink(folder.resolve("pipe"), Path.of("pipe:[1]"));
        new Stdout(broken, pipe).write(new byte[5]);
        Path disk = Files.createSymbolicLink(folder.resolve("disk"), Path.of("/full"));
        assertThatThrownBy(() -> new Stdout(broken, disk).write(1)).isInstanceOf(IOException.class);
    }
}
