// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A JDK that the agent must run on. */
public enum Jvm {
    /** The JDK that runs the tests. */
    CURRENT(Path.of(System.getProperty("java.home"))),
    /** The newest other JDK of the machine. */
    NEWER(newest());

    private final Path home;

    Jvm(Path home) {
        this.home = home;
    }

    /** {@return those that are installed: JDK 25 is there where CI runs, and may be missing elsewhere} */
    public static List<Jvm> installed() {
        return Arrays.stream(values()).filter(jvm -> jvm.home != null).toList();
    }

    /** {@return its java command} */
    public String java() {
        return tool("java");
    }

    /** {@return another of its commands} */
    public String tool(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private static Path newest() {
        Path installed = Path.of("/usr/lib/jvm");
        try (Stream<Path> entries = Files.list(installed)) {
            return entries.filter(entry -> entry.getFileName().toString().contains("25"))
                    .filter(entry -> Files.isExecutable(entry.resolve("bin/java")))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + installed, e);
        }
    }
}
