// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** Each driver of {@code test/fuzz} for some seconds: with a seed that is always the same, and with one of today. */
class FuzzTest {

    private static final String FIXED = "5";

    @ParameterizedTest
    @CsvSource({"options, 3", "cli, 3", "jmx, 3", "calls, 3", "elf, 3"})
    void nothingIsFound(String target, String seconds) {
        String run = Repository.file("test/fuzz/run").toString();
        for (List<String> seed : List.of(List.of("-s", FIXED), List.<String>of())) {
            List<String> command = new ArrayList<>(List.of(run, "-t", seconds));
            command.addAll(seed);
            command.add(target);
            Run played = Run.of(command, environment(), Path.of("."));
            assertThat(played.exit()).as(played.toString()).isZero();
            assertThat(played.out()).contains("; findings: 0");
            // the seed, for whoever wants this run again
            System.out.println(
                    played.out().lines().reduce((first, last) -> last).orElse(""));
        }
    }

    private static Map<String, String> environment() {
        String java = Path.of(Jvm.CURRENT.java()).getParent().toString();
        return Map.of("PROCTRACK_JAR", Repository.agentJar().toString(), "PATH", java + ":" + System.getenv("PATH"));
    }
}
