// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.proctrack.agent.kernel.KernelException;

/**
 * A program that the jar carries, unpacked where it can be executed, for its owner only. It is gone after use, also when
 * the JVM ends in the middle of it; processes that run it go on.
 */
public final class NativeTool implements AutoCloseable {

    private final PrivateDirectory directory;
    private final Path path;

    private NativeTool(PrivateDirectory directory, Path path) {
        this.directory = directory;
        this.path = path;
    }

    /**
     * Unpacks a program.
     *
     * @param name the name of its file
     * @throws KernelException UNAVAILABLE, with what is in the way
     */
    public static NativeTool open(String name) {
        return NativePlaces.first(parent -> unpack(name, new PrivateDirectory(parent)));
    }

    private static NativeTool unpack(String name, PrivateDirectory directory) throws IOException {
        boolean done = false;
        try {
            Path path = NativePlaces.unpack(name, directory);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            done = true;
            return new NativeTool(directory, path);
        } finally {
            if (!done) {
                directory.close();
            }
        }
    }

    /** {@return the program} */
    public Path path() {
        return path;
    }

    /** Removes it; what cannot be removed now, the next JVM sweeps away. */
    @Override
    public void close() {
        try {
            directory.close();
        } catch (IOException e) {
            throw new KernelException(
                    KernelException.Kind.FAILED, "cannot remove " + directory.path() + ": remove it", "", e);
        }
    }
}
