// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The way from / to a file, name by name and link by link, as the kernel goes it. Each directory is looked at before
 * what is in it: where only root and we may make names, nobody turns the way aside behind our back.
 */
final class PathWalk {

    private static final Path ROOT = Path.of("/");
    private static final int MAX_LINKS = 40; // the kernel's

    /**
     * Where it leads.
     *
     * @param path without links
     * @param inode what is there
     * @param linked whether the last name was a link
     */
    record End(Path path, Inode inode, boolean linked) {}

    private final Path file;
    private final String what;
    private final Deque<Path> ahead = new ArrayDeque<>();
    private Path at;
    private Inode inode;
    private int links;
    private boolean linked;

    private PathWalk(Path file, String what) {
        this.file = file;
        this.what = what;
    }

    /**
     * Follows a path.
     *
     * @param what the file is, for messages
     * @throws FileRefusedException when it leads nowhere, or somebody else could turn it aside
     */
    static End follow(Path file, String what) throws FileRefusedException {
        try {
            return new PathWalk(file, what).walk();
        } catch (IOException e) {
            throw FileRefusedException.of(file, what, e);
        }
    }

    private End walk() throws IOException {
        lookAhead(file.toAbsolutePath());
        while (!ahead.isEmpty()) {
            requireDirectory();
            step(ahead.pop());
        }
        return new End(at, inode, linked);
    }

    private void step(Path name) throws IOException {
        if (name.toString().isEmpty() || name.toString().equals(".")) {
            return;
        }
        if (name.toString().equals("..")) {
            go(at.equals(ROOT) ? ROOT : at.getParent());
            return;
        }
        Path next = at.resolve(name);
        Inode found = Inode.of(next);
        requireOwner(next, found);
        if (!found.isLink()) {
            at = next;
            inode = found;
            return;
        }
        if (++links > MAX_LINKS) {
            throw new FileRefusedException(file, "too many symbolic links on the way to the " + what);
        }
        linked |= ahead.isEmpty();
        lookAhead(Files.readSymbolicLink(next));
    }

    private void go(Path next) throws IOException {
        at = next;
        inode = Inode.of(next);
        requireOwner(at, inode);
    }

    /** Puts the names of a path before those that are left. */
    private void lookAhead(Path path) throws IOException {
        if (path.isAbsolute()) {
            go(ROOT);
        }
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            ahead.push(path.getName(i));
        }
    }

    private void requireOwner(Path path, Inode found) throws FileRefusedException {
        if (!Self.trusts(found.uid())) {
            throw FileRefusedException.foreign(path, found, role(found));
        }
    }

    private void requireDirectory() throws FileRefusedException {
        if (!inode.isDirectory()) {
            throw FileRefusedException.missing(file, what);
        }
        requirePrivate(at, inode, what);
    }

    /** In a sticky one others make names, but take none of ours away; and whatever we meet there is root's or ours. */
    static void requirePrivate(Path directory, Inode inode, String what) throws FileRefusedException {
        if (inode.othersMayWrite() && !inode.isSticky()) {
            throw FileRefusedException.writable(directory, inode, directoryOf(what));
        }
    }

    private String role(Inode found) {
        return found.isDirectory()
                ? directoryOf(what)
                : found.isLink() ? "a link on the way to the " + what : "the " + what;
    }

    private static String directoryOf(String what) {
        return "the directory of the " + what;
    }
}
