// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.proctrack.test.support.Repository;

/** The kernel side reads from one file: it includes each header, after all that the header needs. */
class HeadersTest {

    private static final Path FOLDER = Repository.file("kext/bpf");
    private static final Pattern INCLUDE = Pattern.compile("(?m)^#include \"(\\w+\\.bpf\\.h)\"$");

    private static List<String> includes(String file) throws IOException {
        Matcher matcher = INCLUDE.matcher(Files.readString(FOLDER.resolve(file)));
        return matcher.results().map(result -> result.group(1)).toList();
    }

    @Test
    void allHeadersInTheOrderOfTheData() throws IOException {
        List<String> order = includes("proctrackext.bpf.c");
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".h")))
                    .containsExactlyInAnyOrderElementsOf(order);
        }
        for (String header : order) {
            assertThat(order.subList(0, order.indexOf(header)))
                    .as("before " + header)
                    .containsAll(includes(header));
        }
    }

    @Test
    void allProgramsAreInThatFile() throws IOException {
        for (String header : includes("proctrackext.bpf.c")) {
            assertThat(Files.readString(FOLDER.resolve(header)).lines())
                    .as(header)
                    .noneMatch(line -> line.startsWith("SEC(\"") && !line.contains(".maps"));
        }
    }
}
