// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that root's programs may rely on: it and every directory above it belong to root or to us, and nobody else may
 * write them. All refusals are a {@link FileRefusedException}.
 */
public final class TrustedFile {

    private static final int READ_ATTEMPTS = 100;

    /** What the file is good for. */
    public enum Trust {
        /** Others may read it. Links are followed, and where they are counts too. */
        CODE,
        /** Nobody else may read it; it is no symbolic link and has one name. */
        SECRET
    }

    private TrustedFile() {}

    /**
     * Reads a file whole, as it was at one moment.
     *
     * @param what it is, for messages: "password file"
     * @param maxBytes larger ones are refused
     * @throws IOException one line, when it must not be relied on or cannot be read
     */
    public static byte[] read(Path file, String what, Trust trust, long maxBytes) throws IOException {
        for (int attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
            PathWalk.End before = look(file, what, trust);
            byte[] content = readOnce(before.path(), file, what, maxBytes);
            if (look(file, what, trust).equals(before)) {
                return content;
            }
        }
        throw new FileRefusedException(file, "the " + what + " keeps changing: try again");
    }

    /**
     * Looks without reading.
     *
     * @param what it is, for messages
     * @throws IOException one line, when it must not be relied on
     */
    public static void check(Path file, String what, Trust trust) throws IOException {
        look(file, what, trust);
    }

    /**
     * Looks without reading.
     *
     * @param what it is, for messages
     * @return what equals the next answer as long as the file is the same, with the same content
     * @throws IOException one line, when it must not be relied on
     */
    public static Object state(Path file, String what, Trust trust) throws IOException {
        return look(file, what, trust);
    }

    /**
     * Looks at the file again, and not at the directories above it: a tenth of the work.
     *
     * @param state what {@link #state} said
     * @return whether it would say the same of the file
     */
    public static boolean unchanged(Object state) {
        try {
            return state instanceof PathWalk.End end && Inode.of(end.path()).equals(end.inode());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Puts a file in place of what was there, whole or not at all: 0600, and never through a link.
     *
     * @param content all of it
     * @throws IOException one line; then what was there is still there
     */
    public static void replace(Path file, byte[] content) throws IOException {
        new AtomicWriter(file).write(content);
    }

    /**
     * Makes a directory for trusted files where there is none, 0755.
     *
     * @param what the files are, for messages
     * @throws IOException one line, when it cannot be made, or what is there must not be relied on
     */
    public static void directory(Path directory, String what) throws IOException {
        AtomicWriter.directory(directory.toAbsolutePath(), what);
    }

    private static PathWalk.End look(Path file, String what, Trust trust) throws FileRefusedException {
        PathWalk.End end = PathWalk.follow(file, what);
        Inode inode = end.inode();
        if (trust == Trust.SECRET && end.linked()) {
            throw new FileRefusedException(
                    file,
                    "the " + what + " is a symbolic link: name the file itself, "
                            + FileRefusedException.quoted(end.path()));
        }
        if (!inode.isRegular()) {
            throw new FileRefusedException(file, "the " + what + " is not a regular file");
        }
        if (inode.othersMayWrite() && trust == Trust.CODE) {
            throw FileRefusedException.writable(end.path(), inode, "the " + what);
        }
        if (inode.othersMayDoAnything() && trust == Trust.SECRET) {
            throw new FileRefusedException(
                    file,
                    "the " + what + " is open to group or others (mode " + inode.permissions() + "): chmod 0600 "
                            + FileRefusedException.quoted(end.path()));
        }
        // None has who was replaced this very moment; that shows when we look the next time
        if (inode.links() > 1 && trust == Trust.SECRET) {
            throw new FileRefusedException(
                    file,
                    "the " + what + " has " + inode.links() + " hard links: keep only one of the names shown by"
                            + " find / -xdev -samefile " + FileRefusedException.quoted(end.path()));
        }
        return end;
    }

    private static byte[] readOnce(Path path, Path file, String what, long maxBytes) throws FileRefusedException {
        try (InputStream in = Files.newInputStream(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            byte[] some = new byte[8192];
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                content.write(some, 0, count);
                if (content.size() > maxBytes) {
                    throw new FileRefusedException(
                            file, "the " + what + " is larger than " + maxBytes + " bytes: give the right file");
                }
            }
            return content.toByteArray();
        } catch (IOException e) {
            throw FileRefusedException.of(file, what, e);
        }
    }
}
