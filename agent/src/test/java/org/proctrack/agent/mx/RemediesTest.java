// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of JMX is told of operations and attributes, and not of the command line. */
class RemediesTest {

    private static final Path SOURCES = Path.of("src/main/java/org/proctrack/agent");
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern COMMAND_LINE =
            Pattern.compile("proctrack (?:start|stop|list|kill|find|run|status|doctor|as root)| --\\w+| -[fn]\\b");
    private static final Pattern OTHER_PROGRAMS = Pattern.compile("ulimit -n");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "extension is not loaded: run proctrack start | extension is not loaded: call start of Extension",
                "no job 7: proctrack list shows all jobs | no job 7: the attribute Ids of Jobs lists all jobs",
                "1 job is alive: kill it first, or stop with --force (in JMX: forceStop) | 1 job is alive: kill it first, or call forceStop",
                "another build is loaded: stop with the file it was started from, or with --force (in JMX: forceStop) | another build is loaded: stop with the file it was started from, or call forceStop",
                "a stop is in progress or was interrupted: run proctrack stop, then start | a stop is in progress or was interrupted: call stop of Extension, then start",
                "pid 7 is in job 8 already | pid 7 is in job 8 already",
            })
    void inJmx(String message, String words) {
        assertThat(Remedies.inJmx(message)).isEqualTo(words);
    }

    /** Whoever writes a refusal that names a verb must say what it is in JMX. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "loader/LoaderKernel",
                "loader/Lifecycle",
                "loader/Membership",
                "loader/Refusals",
                "loader/Reporting",
                "loader/Waiting",
                "kernel/Pid",
                "jobs/Signals",
                "kernel/ExtensionImage"
            })
    void noRefusalOfTheKernelSpeaksOfTheCommandLine(String source) throws IOException {
        assertThat(texts(SOURCES.resolve(source + ".java")).map(Remedies::inJmx))
                .isNotEmpty()
                .noneMatch(text -> COMMAND_LINE
                        .matcher(OTHER_PROGRAMS.matcher(text).replaceAll(""))
                        .find());
    }

    @Test
    void theRefusalsThatAreLookedAtAreThere() throws IOException {
        List<String> verbs = texts(SOURCES.resolve("loader/Refusals.java"))
                .filter(text -> COMMAND_LINE.matcher(text).find())
                .toList();
        assertThat(verbs).hasSizeGreaterThan(3);
    }

    private static Stream<String> texts(Path source) throws IOException {
        return TEXT.matcher(Files.readString(source)).results().map(found -> found.group(1));
    }
}
