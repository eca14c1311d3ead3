// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.calls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.Nobody;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Tier;

/** A program of 32 bits: the kernel shows its socket options to nobody, so that it has no calls. */
class ThirtyTwoBitTest {

    /** Where everybody can read it. */
    @TempDir
    private Path directory;

    @BeforeEach
    void copy() throws IOException {
        Path built = Repository.file("test/calls/build").resolve("thirtytwo");
        if (!Files.exists(built)) {
            Tier.skip("no compiler for 32 bits: install gcc-multilib");
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.copy(built, directory.resolve("client"));
        Files.setPosixFilePermissions(directory.resolve("client"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void rootHasThePinsAndOthersAreTold() {
        try (Stage stage = Stage.with("-n", 256)) {
            stage.run(client("root"));
            stage.run(asNobody("user"));
        }
    }

    /** What is true with and without an extension must not read as "not loaded". */
    @Test
    void othersAreToldTheSameWithoutAnExtension() {
        try (Stage stage = Stage.empty()) {
            stage.run(client("absent"));
            stage.run(asNobody("user"));
        }
    }

    private List<String> client(String who) {
        return List.of(directory.resolve("client").toString(), who);
    }

    private List<String> asNobody(String who) {
        List<String> command = new ArrayList<>(Nobody.SETPRIV);
        command.addAll(client(who));
        return command;
    }
}
