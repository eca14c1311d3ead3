// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;

/**
 * Unpacks the native libraries, loads them, and removes the files at once: a loaded library needs none. The directory is
 * one that can be written and executed from, also where the usual one is mounted noexec or the home is read-only.
 */
final class NativeFiles {

    private static final String LIBRARY = "libproctrackext.so";
    private static final String RESOURCE = "/linux-x86-64/" + LIBRARY;

    private static final String SEARCH_PATH = "jna.platform.library.path";
    private static final String USUAL_SEARCH_PATH =
            "/usr/lib/x86_64-linux-gnu:/lib/x86_64-linux-gnu:/usr/lib64:/lib64:/usr/lib:/lib";

    private NativeFiles() {}

    /**
     * Loads the C library.
     *
     * @throws KernelException UNAVAILABLE, with what is in the way
     */
    static LoaderLibrary load() {
        requirePlatform();
        MountTable mounts = MountTable.read();
        StringBuilder tried = new StringBuilder();
        IOException last = null;
        for (String candidate : candidates()) {
            try {
                Path parent = Path.of(candidate).toRealPath();
                if (!mounts.noexec(parent)) {
                    return loadFrom(parent);
                }
                tried.append(' ').append(candidate).append(" (noexec)");
            } catch (IOException e) {
                tried.append(' ').append(candidate);
                last = e;
            }
        }
        throw unavailable(
                "no directory for native files, set -Dproctrack.tmpdir=DIR to one that can be executed from; tried"
                        + tried,
                last);
    }

    /** Where to try, in this order. */
    private static Set<String> candidates() {
        Set<String> directories = new LinkedHashSet<>();
        for (String property : new String[] {"proctrack.tmpdir", "jna.tmpdir"}) {
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

    private static LoaderLibrary loadFrom(Path parent) throws IOException {
        try (PrivateDirectory directory = new PrivateDirectory(parent)) {
            Path library = directory.path().resolve(LIBRARY);
            try (InputStream in = NativeFiles.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw unavailable("this jar carries no " + LIBRARY + ": build it with make -C kext", null);
                }
                Files.copy(in, library);
            }
            return load(library, insideHost() ? parent : directory.path());
        }
    }

    /** In a host the agent has a class loader of its own. */
    private static boolean insideHost() {
        return NativeFiles.class.getClassLoader() != ClassLoader.getSystemClassLoader();
    }

    /**
     * Loads the library through JNA.
     *
     * @param unpackTo where JNA unpacks its own; in a host not our private directory, for the host's own JNA may unpack
     *     there as well, and would lose its file
     */
    private static LoaderLibrary load(Path library, Path unpackTo) {
        try (BorrowedProperties properties = new BorrowedProperties()) {
            properties.set("jna.tmpdir", unpackTo.toString());
            if (System.getProperty(SEARCH_PATH) == null) {
                // Else JNA runs ldconfig to learn it, a process in the midst of the host's start
                properties.set(SEARCH_PATH, USUAL_SEARCH_PATH);
            }
            return Native.load(
                    library.toString(), LoaderLibrary.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
        } catch (LinkageError | RuntimeException e) {
            throw unavailable("the native library cannot be loaded: " + firstLine(e), e);
        }
    }

    private static void requirePlatform() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!platform.equals("Linux amd64")) {
            throw unavailable("proctrack needs Linux on x86-64; this JVM runs on " + platform, null);
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse(e.toString());
    }

    private static KernelException unavailable(String message, Throwable cause) {
        return new KernelException(Kind.UNAVAILABLE, message, "", cause);
    }
}
