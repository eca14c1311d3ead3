// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.proctrack.agent.files.FileRefusedException;

/**
 * One writer at a time. What is locked is an empty file of its own that stays, as {@code /etc/.pwd.lock}: the password
 * file itself is another one after each change.
 */
final class PasswordLock implements AutoCloseable {

    private static final Duration MOST = Duration.ofSeconds(10);
    private static final long STEP_MILLIS = 20;

    /** The system's locks are a process's, and say nothing to its threads. */
    private static final ReentrantLock IN_THIS_JVM = new ReentrantLock();

    private final FileChannel channel;

    private PasswordLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @param file whose directory is trusted
     */
    static PasswordLock of(Path file) throws IOException {
        IN_THIS_JVM.lock();
        try {
            FileChannel channel = open(file);
            try {
                await(channel, file);
                return new PasswordLock(channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            IN_THIS_JVM.unlock();
            throw e;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        Path lock = file.resolveSibling("." + file.getFileName() + ".lock");
        try {
            return FileChannel.open(
                    lock,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (AccessDeniedException e) {
            throw PasswordFile.unwritable(file);
        } catch (IOException e) {
            throw new FileRefusedException(lock, "cannot be locked: " + e.getMessage());
        }
    }

    @SuppressWarnings("resource") // the channel's end is the lock's
    private static void await(FileChannel channel, Path file) throws IOException {
        long deadline = System.nanoTime() + MOST.toNanos();
        for (FileLock lock = channel.tryLock(); lock == null; lock = channel.tryLock()) {
            if (System.nanoTime() - deadline > 0) {
                throw new FileRefusedException(file, "another process has kept it locked: try again");
            }
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new FileRefusedException(file, "interrupted");
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            IN_THIS_JVM.unlock();
        }
    }
}
