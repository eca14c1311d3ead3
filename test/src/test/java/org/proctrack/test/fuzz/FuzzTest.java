// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.proctrack.test.support.BusyMachine;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** Each driver of {@code test/fuzz} for some seconds, with a seed that is always the same; others are tried by hand. */
class FuzzTest {

    private static final String SEED = "5";

    @ParameterizedTest
    @CsvSource({"options, 3", "cli, 3", "jmx, 3", "calls, 3", "elf, 3"})
    void nothingIsFound(String target, String seconds) {
        String run = Repository.file("test/fuzz/run").toString();
        Run played =
                Run.of(List.of(run, "-t", seconds, "-s", SEED, target), environment(), Path.of("."), BusyMachine.LIFE);
        assertThat(played.exit()).as(played.toString()).isZero();
        assertThat(played.out()).contains("; findings: 0");
    }

    private static Map<String, String> environment() {
        String java = Path.of(Jvm.CURRENT.java()).getParent().toString();
        return Map.of("PROCTRACK_JAR", Repository.agentJar().toString(), "PATH", java + ":" + System.getenv("PATH"));
    }
}
