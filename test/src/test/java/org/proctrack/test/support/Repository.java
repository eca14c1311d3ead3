// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.nio.file.Files;
import java.nio.file.Path;

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

    /** {@return the extension that make built} */
    public static Path extension() {
        return file("kext/build/proctrackext");
    }
}
