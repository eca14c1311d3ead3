// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** A run of {@code test/qemu/run}. */
final class GuestDrill {

    /** A guest is emulated, on a machine that may be busy. */
    private static final Duration AT_MOST = Duration.ofMinutes(25);

    private GuestDrill() {}

    static Run run(Path directory, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Repository.file("test/qemu/run").toString());
        command.addAll(List.of("-t", Long.toString(AT_MOST.toSeconds())));
        command.addAll(List.of(arguments));
        return Run.of(command, Map.of(), directory, AT_MOST);
    }

    static void assertAllPassed(Run run) {
        assertThat(run.out().lines().filter(line -> line.startsWith("FAIL"))).isEmpty();
        assertThat(run.out()).as(run.toString()).containsPattern("\\d+ passed, 0 failed");
        assertThat(run.exit()).isZero();
    }
}
