// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.library;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.proctrack.agent.kernel.KernelException;

/** Unpacks the native libraries, loads them, and removes the files at once: a loaded library needs none. */
final class NativeFiles {

    private static final String LIBRARY = "libproctrackext.so";

    private static final String JNA_LIBRARY = "libjnidispatch.so";

    /** The jar's JNA reads these names with "proctrack." before them, so that a host's own never sees the values. */
    private static final String JNA_LIBRARY_PATH = "jna.boot.library.path";

    private static final String JNA_UNPACKED = "jna.nounpack";
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
            NativePlaces.unpackJna(JNA_LIBRARY, directory);
            return load(library, directory.path());
        }
    }

    private static LoaderLibrary load(Path library, Path directory) {
        try (BorrowedProperties properties = new BorrowedProperties()) {
            properties.set(JNA_LIBRARY_PATH, directory.toString());
            properties.set(JNA_UNPACKED, "true");
            // Else JNA runs ldconfig to learn it, a process in the midst of the host's start
            properties.set(SEARCH_PATH, USUAL_SEARCH_PATH);
            return Native.load(
                    library.toString(), LoaderLibrary.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Error | RuntimeException e) { // JNA throws plain Errors, too
            throw NativePlaces.unavailable(reason(e), e);
        }
    }

    /** The first cause knows; what the JVM makes of it in a static initialiser has no text. */
    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof IllegalCallerException) {
            return "this JVM refuses native code: start it with --enable-native-access=ALL-UNNAMED";
        }
        String text =
                String.valueOf(cause.getMessage()).strip().lines().findFirst().orElse(cause.toString());
        return "the native library cannot be loaded: " + text;
    }
}
