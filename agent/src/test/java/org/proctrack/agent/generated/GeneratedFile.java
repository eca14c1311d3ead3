// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.generated;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A file in the tree of which a part is generated: written by scripts/generate, else compared. */
public final class GeneratedFile {

    private GeneratedFile() {}

    /** Asserts that a file below scripts is what comes of it when it is generated. */
    public static void check(String name, UnaryOperator<String> generator) throws IOException {
        Path file = Path.of("../scripts").resolve(name);
        String now = Files.readString(file);
        String expected = generator.apply(now);
        if (Boolean.getBoolean("generate")) {
            Files.writeString(file, expected);
        } else {
            assertThat(now).as("%s: run scripts/generate", file).isEqualTo(expected);
        }
    }

    /** Replaces what stands between two texts. */
    static String replaced(String text, String begin, String end, String by) {
        int from = text.indexOf(begin) + begin.length();
        int to = end.isEmpty() ? text.length() : text.indexOf(end, from);
        assertThat(text).contains(begin);
        return text.substring(0, from) + by + text.substring(to);
    }
}
