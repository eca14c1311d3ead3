// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A cgroup with little memory, in whichever of the two hierarchies has the memory controller. */
public final class MemoryLimit implements AutoCloseable {

    private static final Path OLD = Path.of("/sys/fs/cgroup/memory");
    private static final Path NEW = Path.of("/sys/fs/cgroup");

    private final Path directory;

    private MemoryLimit(Path directory) {
        this.directory = directory;
    }

    /** A limit in bytes; skips the test on a machine where nobody can set one. */
    public static MemoryLimit of(long bytes) {
        boolean old = Files.exists(OLD.resolve("memory.limit_in_bytes"));
        Path directory = (old ? OLD : NEW)
                .resolve("pt-test-memory-" + ProcessHandle.current().pid());
        try {
            if (!old) {
                Files.writeString(NEW.resolve("cgroup.subtree_control"), "+memory");
            }
            Files.createDirectory(directory);
            Files.writeString(directory.resolve(old ? "memory.limit_in_bytes" : "memory.max"), Long.toString(bytes));
        } catch (IOException e) {
            Tier.skip("no memory controller to set a limit with: " + e);
        }
        return new MemoryLimit(directory);
    }

    /** {@return the file that a process writes its pid to} */
    public Path tasks() {
        return directory.resolve("cgroup.procs");
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("somebody is still in " + directory, e);
        }
    }
}
