// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where the parts under test are. */
public final class Repository {

    private static final Path ROOT = Path.of(System.getProperty("proctrack.root"));

    private Repository() {}

    /** {@return a file of the repository; it must be there} */
    public static Path file(String name) {
        Path file = ROOT.resolve(name);
        if (!Files.exists(file)) {
            throw new IllegalStateException(file + " is not there: run ./scripts/test, which builds it");
        }
        return file;
    }

    /** {@return the packaged agent} */
    public static Path agentJar() {
        return Path.of(System.getProperty("proctrack.agent.jar"));
    }

    /** {@return the extension that make built, in a place that is root's alone, as a checkout may not be} */
    public static Path extension() {
        return Extension.COPY;
    }

    /** Made when it is asked for. */
    private static final class Extension {
        static final Path COPY = copy();

        private static Path copy() {
            try {
                Path directory = Files.createTempDirectory("extension");
                Path copy = Files.copy(file("kext/build/proctrackext"), directory.resolve("proctrackext"));
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
                directory.toFile().deleteOnExit();
                copy.toFile().deleteOnExit(); // the last one first
                return copy;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
