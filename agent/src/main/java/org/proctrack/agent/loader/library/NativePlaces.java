// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.library;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;

/**
 * Where native files of the jar can be unpacked: a directory that can be written and executed from, also where the usual
 * one is mounted noexec or the home is read-only.
 */
final class NativePlaces {

    private static final String RESOURCES = "/linux-x86-64/";

    /** Where JNA has its own. */
    private static final String JNA_RESOURCES = "/com/sun/jna/linux-x86-64/";

    /** In pieces, for the build puts "proctrack." before what begins with "jna.": this one is the host's. */
    private static final String TMPDIR_OF_JNA = String.join(".", "jna", "tmpdir");

    private NativePlaces() {}

    /** What is done in a directory; an IOException means that the next one is tried. */
    interface Use<T> {
        T in(Path parent) throws IOException;
    }

    /**
     * Uses the first directory that will do.
     *
     * @throws KernelException UNAVAILABLE, with what is in the way
     */
    static <T> T first(Use<T> use) {
        requirePlatform();
        MountTable mounts = MountTable.read();
        StringBuilder tried = new StringBuilder();
        IOException last = null;
        for (String candidate : candidates()) {
            try {
                Path parent = Path.of(candidate).toRealPath();
                if (!mounts.noexec(parent)) {
                    return use.in(parent);
                }
                tried.append(' ').append(candidate).append(" (noexec)");
            } catch (IOException e) {
                tried.append(' ').append(candidate);
                last = e;
            }
        }
        throw unavailable(
                "no directory for native files: set -Dproctrack.tmpdir=DIR to one that allows execution; tried" + tried,
                last);
    }

    /** Unpacks one file. */
    static Path unpack(String name, PrivateDirectory directory) throws IOException {
        return unpack(RESOURCES, name, directory);
    }

    /** Unpacks the library that JNA itself consists of. */
    static Path unpackJna(String name, PrivateDirectory directory) throws IOException {
        return unpack(JNA_RESOURCES, name, directory);
    }

    private static Path unpack(String folder, String name, PrivateDirectory directory) throws IOException {
        Path file = directory.path().resolve(name);
        try (InputStream in = NativePlaces.class.getResourceAsStream(folder + name)) {
            if (in == null) {
                throw unavailable("this jar carries no " + name + ": build it with make -C kext", null);
            }
            Files.copy(in, file);
        }
        return file;
    }

    /** Where to try, in this order. */
    private static Set<String> candidates() {
        Set<String> directories = new LinkedHashSet<>();
        for (String property : new String[] {"proctrack.tmpdir", TMPDIR_OF_JNA}) {
            if (System.getProperty(property) != null) {
                directories.add(System.getProperty(property));
            }
        }
        directories.add("/run"); // root's, and never left over after a boot
        directories.add(System.getProperty("java.io.tmpdir"));
        directories.add("/var/tmp");
        directories.add("/dev/shm");
        directories.add(System.getProperty("user.home") + "/.cache");
        return directories;
    }

    private static void requirePlatform() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!platform.equals("Linux amd64")) {
            throw unavailable("proctrack needs Linux on x86-64; this JVM runs on " + platform, null);
        }
    }

    static KernelException unavailable(String message, Throwable cause) {
        return new KernelException(Kind.UNAVAILABLE, message, "", cause);
    }
}
