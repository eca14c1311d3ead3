// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Nobody;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Run;

/** A bpffs that everybody may write to, as /tmp: whatever a user puts there, root's start and stop do their work. */
class SquattersTest {

    @TempDir
    private Path precious;

    private final Pins pins = Pins.fresh();
    private final Cli cli = Cli.at(pins);

    @BeforeEach
    void somethingOfRoots() throws IOException {
        Files.createFile(precious.resolve("passwd"));
    }

    @AfterEach
    void clear() throws IOException {
        cli.run("stop", "--force");
        assertThat(precious.resolve("passwd")).as("what is not ours").exists();
        Path parent = pins.path().getParent();
        String name = pins.path().getFileName().toString();
        try (Stream<Path> entries = Files.list(parent)) {
            for (Path entry : entries.filter(
                            path -> path.getFileName().toString().startsWith(name))
                    .toList()) {
                Run rm = Run.of("rm", "-rf", entry.toString());
                assertThat(rm.exit()).as(rm.toString()).isZero();
            }
        }
    }

    private void asNobody(String... command) {
        List<String> all = new ArrayList<>(Nobody.SETPRIV);
        all.addAll(List.of(command));
        Run run = Run.of(all.toArray(String[]::new));
        assertThat(run.exit()).as(run.toString()).isZero();
    }

    private void plant(String kind, String path) {
        switch (kind) {
            case "link" -> asNobody("ln", "-s", precious.toString(), path);
            case "directory" -> asNobody("mkdir", "-p", path + "/below/it");
            default -> throw new IllegalArgumentException(kind);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "directory"})
    void whoSitsInOurPlaceIsPutAside(String kind) {
        plant(kind, pins.path().toString());
        plant(kind, pins.path() + "-lock");
        plant(kind, pins.path() + "-new");
        plant(kind, pins.path() + "-old");

        assertThat(cli.run("status").exit()).isEqualTo(3);
        Run start = cli.run("start");
        assertThat(start.exit()).as(start.toString()).isZero();
        assertThat(cli.run("status").exit()).isZero();
        Run stop = cli.run("stop");
        assertThat(stop.exit()).as(stop.toString()).isZero();
        assertThat(cli.run("status").exit()).isEqualTo(3);
    }

    @Test
    void aLinkToALiveExtensionDissolvesNothing() {
        try (Bystander member = Bystander.start()) {
            assertThat(cli.run("start").exit()).isZero();
            assertThat(cli.run("register", 42, member.pid()).exit()).isZero();
            for (String suffix : List.of("-new", "-old", "-new-0", "-old-0", "-lock")) {
                asNobody("ln", "-s", pins.path().toString(), pins.path() + suffix);
            }

            Run stop = cli.run("stop");
            assertThat(stop.exit()).as(stop.toString()).isEqualTo(1);
            assertThat(stop.err()).contains("1 job is alive");
            assertThat(cli.run("find", member.pid()).exit()).isZero();
        }
    }

    @Test
    void nobodyHoldsTheLock() throws IOException {
        List<String> hold = new ArrayList<>(Nobody.SETPRIV);
        hold.addAll(List.of("flock", pins.path().getParent().toString(), "sleep", "60"));
        Process holder = new ProcessBuilder(hold).start();
        try {
            Run start = cli.run("start");
            assertThat(start.exit()).as(start.toString()).isZero();
            assertThat(cli.run("stop").exit()).isZero();
        } finally {
            holder.descendants().forEach(ProcessHandle::destroyForcibly);
            holder.destroyForcibly();
        }
    }
}
