// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.proctrack.test.support.Repository;

/** Each message that docs/troubleshooting.md has for a heading is one that a program says, word for word. */
class TroubleshootingTest {

    private static final Pattern HEADING = Pattern.compile("(?m)^### `(.*)`$");

    /** Those of the JDK. */
    private static final Set<String> OF_OTHERS = Set.of(
            "WARNING: A restricted method in java.lang.System has been called",
            "WARNING: A Java agent has been loaded dynamically",
            "Secure connection failed. Retry insecurely?",
            "non-JRMP server at remote endpoint",
            "Connection refused to host: 127.0.0.1",
            "PKIX path building failed");

    /** A line of source that goes on with the next one: the literal is one text. */
    private static final Pattern JOINT = Pattern.compile("\"\\s*(?:\\+\\s*)?\"");

    @Test
    void headingsAreMessages() throws IOException {
        String sources = JOINT.matcher(sources()).replaceAll("");
        Set<String> unknown = new TreeSet<>();
        for (String heading : headings()) {
            for (String part : heading.split("…", -1)) {
                if (!sources.contains(part.strip())) {
                    unknown.add(heading + ": " + part.strip());
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static List<String> headings() throws IOException {
        List<String> headings = HEADING.matcher(Files.readString(Repository.file("docs/troubleshooting.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(headings).hasSizeGreaterThan(20).containsAll(OF_OTHERS);
        return headings.stream().filter(heading -> !OF_OTHERS.contains(heading)).toList();
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String directory : List.of(
                "agent/src/main/java",
                "agent/base/src/main/java",
                "agent/remote/src/main/java",
                "kext/lib",
                "kext/tools")) {
            try (Stream<Path> files = Files.walk(Repository.file(directory))) {
                for (Path file : files.filter(TroubleshootingTest::isSource).collect(Collectors.toList())) {
                    all.append(Files.readString(file));
                }
            }
        }
        return all.toString();
    }

    private static boolean isSource(Path file) {
        return file.toString().endsWith(".java") || file.toString().endsWith(".c");
    }
}
