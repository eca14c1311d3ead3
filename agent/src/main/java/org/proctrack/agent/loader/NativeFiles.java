// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.proctrack.agent.kernel.KernelException;

/** Unpacks the native libraries, loads them, and removes the files at once: a loaded library needs none. */
final class NativeFiles {

    private static final String LIBRARY = "libproctrackext.so";

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
        return NativePlaces.first(NativeFiles::loadFrom);
    }

    private static LoaderLibrary loadFrom(Path parent) throws IOException {
        try (PrivateDirectory directory = new PrivateDirectory(parent)) {
            Path library = NativePlaces.unpack(LIBRARY, directory);
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
            throw NativePlaces.unavailable("the native library cannot be loaded: " + firstLine(e), e);
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse(e.toString());
    }
}
