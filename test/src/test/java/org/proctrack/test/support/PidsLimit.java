// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A cgroup that takes no process more than it has, in whichever of the two hierarchies has the pids controller. */
public final class PidsLimit implements AutoCloseable {

    private static final Path OLD = Path.of("/sys/fs/cgroup/pids");
    private static final Path NEW = Path.of("/sys/fs/cgroup");

    private final Path directory;

    private PidsLimit(Path directory) {
        this.directory = directory;
    }

    /** A cgroup without a limit yet; skips the test on a machine where nobody can set one. */
    public static PidsLimit create() {
        boolean old = Files.exists(OLD.resolve("cgroup.procs"));
        Path directory = (old ? OLD : NEW)
                .resolve("pt-test-pids-" + ProcessHandle.current().pid());
        try {
            if (!old) {
                Files.writeString(NEW.resolve("cgroup.subtree_control"), "+pids");
            }
            Files.createDirectory(directory);
        } catch (IOException e) {
            Tier.skip("no pids controller to set a limit with: " + e);
        }
        return new PidsLimit(directory);
    }

    /** {@return the file that a process writes its pid to; nobody is kept out, but inside nobody can fork} */
    public Path tasks() {
        return directory.resolve("cgroup.procs");
    }

    /** Sets the limit. */
    public void allow(int most) {
        try {
            Files.writeString(directory.resolve("pids.max"), Integer.toString(most));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
