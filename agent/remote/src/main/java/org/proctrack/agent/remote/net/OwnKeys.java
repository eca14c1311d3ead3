// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The key store that is made on first use. One agent makes it and others wait, by a lock that ends with its process; so
 * what is found of an earlier attempt is left over, and goes.
 */
final class OwnKeys {

    /** Known to everybody: PKCS12 needs one, but it is the mode of the file that protects the key. */
    private static final String PASSWORD = "proctrack";

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE = mode("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY = mode("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> PUBLIC_DIRECTORY = mode("rwxr-xr-x");

    private static final Set<OpenOption> LOCK_OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path file;
    private final HostNames names;
    private final Path lock;
    private final Path workshop;

    OwnKeys(Path file, HostNames names) {
        this.file = file.toAbsolutePath();
        this.names = names;
        this.lock = this.file.resolveSibling("." + file.getFileName() + ".lock");
        this.workshop = this.file.resolveSibling("." + file.getFileName() + ".new");
    }

    static char[] password() {
        return PASSWORD.toCharArray();
    }

    /** As long as the lock is there, somebody is at work, or died of it. */
    void makeIfMissing() throws IOException {
        if (!exists(file) || exists(lock)) {
            Files.createDirectories(file.getParent(), PUBLIC_DIRECTORY);
            makeAlone();
        }
    }

    /** Locks are between processes; in this one, it is the class. */
    private void makeAlone() throws IOException {
        synchronized (OwnKeys.class) {
            try (FileChannel channel = FileChannel.open(lock, LOCK_OPTIONS, OWNER_FILE)) {
                channel.lock(); // until the channel is closed
                delete(workshop);
                if (!exists(file)) {
                    make();
                }
                Files.deleteIfExists(lock); // not after a failure: then those who wait for it make the key store
            }
        }
    }

    private void make() throws IOException {
        Files.createDirectory(workshop, OWNER_DIRECTORY);
        try {
            Path made = workshop.resolve(file.getFileName());
            new KeyTool().makeKey(made, PASSWORD, names);
            Files.setPosixFilePermissions(made, OWNER_FILE.value());
            Files.createLink(file, made); // unlike a rename, it never takes the place of what is there
        } finally {
            delete(workshop);
        }
    }

    static void delete(Path directory) throws IOException {
        if (!exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    void check(X509Certificate certificate) throws IOException {
        if (!names.areIn(certificate)) {
            throw new IOException(file + ": its certificate is not for " + names.subject()
                    + ": remove the file to have a new one made");
        }
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }
}
