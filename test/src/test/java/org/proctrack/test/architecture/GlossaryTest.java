// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.proctrack.test.support.Repository;

/** Sources and documents use the terms of docs/glossary.md, and not those in its last column. */
class GlossaryTest {

    private static final Pattern NOT = Pattern.compile("`(\\w+)`");
    private static final List<String> PLACES = List.of(
            "kext/bpf",
            "kext/calls",
            "kext/debuglog",
            "kext/include",
            "kext/lib",
            "kext/tricks",
            "agent/base/src",
            "agent/remote/src",
            "agent/src",
            "mbeans/src",
            "test/bench",
            "test/calls",
            "test/fuzz",
            "test/qemu",
            "test/src",
            "test/workloads",
            "docs",
            "README.md",
            "ARCHITECTURE.md",
            "CONTRIBUTING.md");

    @Test
    void noWordOfItsOwn() throws IOException {
        Pattern word = Pattern.compile("\\b(" + String.join("|", words()) + ")\\b");
        List<String> found = new ArrayList<>();
        for (String place : PLACES) {
            try (Stream<Path> files = Files.walk(Repository.file(place))) {
                for (Path file : files.filter(GlossaryTest::isText).collect(Collectors.toList())) {
                    Matcher match = word.matcher(Files.readString(file));
                    while (!isAbout(file) && match.find()) {
                        found.add(file + ": " + match.group());
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    /** Not what the builds left. */
    private static boolean isText(Path file) {
        return Files.isRegularFile(file)
                && !file.toString().contains("/build/")
                && !file.toString().contains("/target/");
    }

    /** These two have to name the words. */
    private static boolean isAbout(Path file) {
        return file.endsWith("glossary.md") || file.endsWith("GlossaryTest.java");
    }

    private static List<String> words() throws IOException {
        List<String> words = Files.readString(Repository.file("docs/glossary.md"))
                .lines()
                .filter(line -> line.startsWith("| ") && line.endsWith(" |"))
                .map(line -> line.substring(line.lastIndexOf('|', line.length() - 2)))
                .flatMap(column -> NOT.matcher(column).results().map(match -> match.group(1)))
                .toList();
        assertThat(words).contains("newcomer", "Visitor");
        return words;
    }
}
