// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A named pipe for a process's output. The pipe that Java makes is closed when the process that was started ends, and
 * what its daemons still say is lost; this one ends with its last writer.
 *
 * @param path where it is, until it is closed
 */
record Fifo(Path path) implements AutoCloseable {

    /** {@return a new one, in a directory of its own} */
    static Fifo create() throws IOException {
        Path path = Files.createTempDirectory("pt-test-fifo").resolve("output");
        Run run = Run.of("mkfifo", path.toString());
        if (run.exit() != 0) {
            throw new IOException(run.toString());
        }
        return new Fifo(path);
    }

    /** Takes the name away; whoever has it open goes on. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
        Files.deleteIfExists(path.getParent());
    }
}
