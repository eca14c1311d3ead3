// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A new file beside the old one, under a name of its own until it is on the disk. */
final class AtomicWriter {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final String WHAT = "file";
    private static final String SUFFIX = ".new";

    private final Path file;

    AtomicWriter(Path file) {
        this.file = file;
    }

    void write(byte[] content) throws FileRefusedException {
        try {
            Path directory = home();
            Path target = directory.resolve(file.getFileName());
            requireReplaceable(target);
            sweep(directory);
            Path temporary = Files.createTempFile(
                    directory,
                    prefix() + ProcessHandle.current().pid() + "-",
                    SUFFIX,
                    PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try {
                fill(temporary, content);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
            sync(directory);
        } catch (IOException e) {
            throw FileRefusedException.of(file, WHAT, e);
        }
    }

    private Path home() throws FileRefusedException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new FileRefusedException(file, "is not a file name");
        }
        PathWalk.End home = PathWalk.follow(parent, "directory of " + file.getFileName());
        if (!home.inode().isDirectory()) {
            throw new FileRefusedException(parent, "not a directory");
        }
        PathWalk.requirePrivate(home.path(), home.inode(), WHAT);
        return home.path();
    }

    /** A link would be replaced, and not what it leads to: better nothing than a surprise. */
    private void requireReplaceable(Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            PathWalk.End old = PathWalk.follow(target, WHAT);
            if (old.linked() || !old.inode().isRegular()) {
                throw new FileRefusedException(file, "not a regular file: remove it first");
            }
        }
    }

    /** What processes left that were killed in the middle of it. */
    private void sweep(Path directory) throws IOException {
        try (DirectoryStream<Path> names = Files.newDirectoryStream(directory, this::isAbandoned)) {
            for (Path abandoned : names) {
                Files.deleteIfExists(abandoned);
            }
        }
    }

    private boolean isAbandoned(Path path) {
        String name = path.getFileName().toString();
        if (!name.startsWith(prefix()) || !name.endsWith(SUFFIX)) {
            return false;
        }
        String pid = name.substring(prefix().length()).split("-", 2)[0];
        return pid.matches("[0-9]{1,10}")
                && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }

    private String prefix() {
        return "." + file.getFileName() + ".";
    }

    private static void fill(Path temporary, byte[] content) throws IOException {
        permit(temporary, OWNER_ONLY);
        try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
    }

    /** The new name too must outlive a crash. */
    private static void sync(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Whatever the umask takes away. */
    private static void permit(Path path, Set<PosixFilePermission> permissions) throws IOException {
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setPermissions(permissions);
    }

    static void directory(Path directory, String what) throws FileRefusedException {
        try {
            if (!Files.exists(directory)) {
                directory(directory.getParent(), what);
                make(directory);
            }
            PathWalk.End end = PathWalk.follow(directory, "directory of the " + what);
            if (!end.inode().isDirectory()) {
                throw new FileRefusedException(directory, "not a directory, where the " + what + " should be");
            }
            PathWalk.requirePrivate(end.path(), end.inode(), what);
        } catch (IOException e) {
            throw FileRefusedException.of(directory, "directory of the " + what, e);
        }
    }

    private static void make(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
            permit(directory, OPEN);
        } catch (FileAlreadyExistsException e) {
            return; // somebody was faster; it is looked at like any other
        }
    }
}
