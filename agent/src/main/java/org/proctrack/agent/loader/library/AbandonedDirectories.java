// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.library;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;

/** Private directories of JVMs that were killed: named after the JVM, and swept by the next one. */
final class AbandonedDirectories {

    private static final String NAME = "proctrack-";

    private AbandonedDirectories() {}

    /** {@return what the name of this JVM's directory begins with} */
    static String prefix() {
        return NAME + ProcessHandle.current().pid() + "-";
    }

    /**
     * Removes directories whose JVM is gone. Only what belongs to this user and is no link: the parent may be one where
     * anybody can make names.
     *
     * @param own a directory of this user's
     */
    static void sweep(Path parent, Path own) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, NAME + "*")) {
            UserPrincipal self = attributes(own).owner();
            for (Path directory : found) {
                if (isAbandoned(directory.getFileName().toString()) && isDirectoryOf(self, directory)) {
                    PrivateDirectory.delete(directory);
                }
            }
        } catch (IOException e) {
            return; // somebody else sweeps, or nobody may: it is no reason not to start
        }
    }

    private static boolean isAbandoned(String name) {
        int end = name.indexOf('-', NAME.length());
        if (end < 0) {
            return false;
        }
        try {
            long pid = Long.parseLong(name.substring(NAME.length(), end));
            return ProcessHandle.of(pid).isEmpty();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isDirectoryOf(UserPrincipal user, Path path) throws IOException {
        PosixFileAttributes attributes = attributes(path);
        return attributes.isDirectory() && attributes.owner().equals(user);
    }

    private static PosixFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
