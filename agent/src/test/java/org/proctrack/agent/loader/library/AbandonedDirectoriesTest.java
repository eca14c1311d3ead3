// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbandonedDirectoriesTest {

    private static final long NEVER_A_PID = 5_000_000;

    @TempDir
    private Path parent;

    @TempDir
    private Path elsewhere;

    @Test
    void sweepsWhatADeadJvmLeftAndNothingElse() throws IOException {
        Path dead = Files.createDirectory(parent.resolve("proctrack-" + NEVER_A_PID + "-1"));
        Files.createFile(dead.resolve("libproctrackext.so"));
        Path live = Files.createDirectory(parent.resolve(AbandonedDirectories.prefix() + "2"));
        Path other = Files.createDirectory(parent.resolve("proctrack-data"));
        Path precious = Files.createFile(elsewhere.resolve("precious"));
        Path link = Files.createSymbolicLink(parent.resolve("proctrack-" + NEVER_A_PID + "-3"), elsewhere);

        AbandonedDirectories.sweep(parent, live);

        assertThat(dead).doesNotExist();
        assertThat(live).exists();
        assertThat(other).exists();
        assertThat(link).isSymbolicLink();
        assertThat(precious).exists();
    }
}
