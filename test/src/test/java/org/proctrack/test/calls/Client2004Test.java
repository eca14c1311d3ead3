// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.calls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.test.support.Nobody;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Tier;

/** A program that knows the interface of 2004 only, in each way to link it. */
class Client2004Test {

    private static Stage stage;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        stage = Stage.with();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "archive", "static"})
    void rootTakesEndsAndPolls(String linked) {
        stage.play("client2004-" + linked, "root");
    }

    @Test
    void aCompilerOfCPlusPlusTakesItToo() {
        if (!Files.exists(Repository.file("test/calls/build").resolve("client2004-cxx"))) {
            Tier.skip("no C++ compiler");
        }
        stage.play("client2004-cxx", "root");
    }

    @Test
    void nobodyDoesTheSameWithItsOwn() throws IOException {
        List<String> command = new ArrayList<>(Nobody.SETPRIV);
        command.addAll(List.of(copy().toString(), "user"));
        stage.run(command);
    }

    /** Neither a file system of BPF nor any library is in there. */
    @Test
    void anEmptyDirectoryIsPlaceEnough() throws IOException {
        copy();
        stage.run(List.of("chroot", directory.toString(), "/client", "root"));
        stage.run(List.of("chroot", "--userspec=65534:65534", directory.toString(), "/client", "user"));
    }

    /** Where everybody can read it. */
    private Path copy() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path client = directory.resolve("client");
        Files.copy(Stage.program("client2004-static"), client);
        Files.setPosixFilePermissions(client, PosixFilePermissions.fromString("rwxr-xr-x"));
        return client;
    }
}
