// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A pin directory of a test's own, so that tests never meet another extension on the machine. */
public final class Pins {

    private static final Path BPFFS = Path.of("/sys/fs/bpf");
    private static final String PREFIX = "pt-test-" + ProcessHandle.current().pid() + "-";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Path path;

    private Pins(Path path) {
        this.path = path;
    }

    /** {@return a directory that does not exist yet} */
    public static Pins fresh() {
        return new Pins(BPFFS.resolve(PREFIX + COUNT.incrementAndGet()));
    }

    /** {@return the directory} */
    public Path path() {
        return path;
    }

    /** {@return whether something is loaded there} */
    public boolean exists() {
        return Files.exists(path);
    }

    /** {@return what cat(1) shows: a line for each tracked process, job and pid first; ASCII whatever its name} */
    public List<String> records() {
        try {
            return Files.readAllLines(path.resolve("records"), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return pin directories of this test run that are still there} */
    public static List<Path> leftovers() {
        try (Stream<Path> entries = Files.list(BPFFS)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(PREFIX))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
