// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every verb and every option is in proctrack(8) and in the completion for bash. */
class DocumentedTest {

    private static final Path FOLDER = Path.of("../scripts/packaging");

    static Stream<Verb> verbs() {
        return Verbs.all().stream();
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void theManPageHasIt(Verb verb) throws IOException {
        String page = Files.readString(FOLDER.resolve("proctrack.8"));
        String own = verb.name().equals("agent") ? page : section(page, verb);

        for (Option option : verb.options().getOptions()) {
            // mdoc writes --json as Fl -json; -h and --help are said once for all
            if (!option.getLongOpt().equals("help")) {
                assertThat(own)
                        .as(verb.usage())
                        .containsPattern("Fl (\\w , )?-" + option.getLongOpt() + "\\b|Fl " + option.getOpt() + "\\b");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void thePageOfJsonHasIt(Verb verb) throws IOException {
        if (verb.options().hasOption("json")) {
            assertThat(FOLDER.resolve("proctrack-json.5")).content().contains("\n.It Ic " + verb.name() + " Ta ");
        }
    }

    private static String section(String page, Verb verb) {
        String item = "\n.It Ic " + verb.name();
        int begin = page.indexOf(item + " ") < 0 ? page.indexOf(item + "\n") : page.indexOf(item + " ");
        assertThat(begin).as(verb.name()).isNotNegative();
        int end = page.indexOf("\n.It Ic ", begin + 1);
        return page.substring(begin, end < 0 ? page.length() : end);
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void theCompletionOffersIt(Verb verb) throws IOException, InterruptedException {
        String script = ". <(./completion); echo $_proctrack_verbs; _proctrack_options " + verb.name();
        Process bash = new ProcessBuilder("bash", "-c", script)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String[] lines = new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                .split("\n", -1);
        assertThat(bash.waitFor()).isZero();

        assertThat(words(lines[0])).contains(verb.name());
        for (Option option : verb.options().getOptions()) {
            assertThat(words(lines[1])).as(verb.usage()).contains("--" + option.getLongOpt());
        }
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.split(" ", -1));
    }
}
