// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A directory for its owner only that is gone after use, also when the JVM ends in the middle of it. What a JVM leaves
 * that is killed with SIGKILL in these milliseconds, the next one sweeps away.
 */
final class PrivateDirectory implements AutoCloseable {

    private static final long AT_EXIT_SECONDS = 2;

    private final Path path;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread atExit = new Thread(this::waitForClose, "proctrack-files");

    /**
     * Makes the directory.
     *
     * @throws IOException when it cannot be made, or the JVM is shutting down
     */
    PrivateDirectory(Path parent) throws IOException {
        path = Files.createTempDirectory(parent, AbandonedDirectories.prefix());
        try {
            AbandonedDirectories.sweep(parent, path);
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            delete();
            throw new IOException("the JVM is shutting down", e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try {
            delete();
        } finally {
            closed.countDown();
            forgetHook();
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // it is at work
        }
    }

    /** Whoever uses the directory goes on while the JVM runs its hooks, and closes it within some milliseconds. */
    private void waitForClose() {
        try {
            if (!closed.await(AT_EXIT_SECONDS, TimeUnit.SECONDS)) {
                delete();
            }
        } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt(); // the JVM ends now
        }
    }

    private void delete() throws IOException {
        delete(path);
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }
}
