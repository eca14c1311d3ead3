// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.library;

import org.proctrack.agent.kernel.KernelException;

/** The C library of this JVM, loaded at first use. A failure is for good: JNA cannot be initialised twice. */
public final class LoadedLibrary {

    private static LoaderLibrary library;
    private static Reserve reserve;
    private static String failure;

    private LoadedLibrary() {}

    public static synchronized LoaderLibrary get() {
        if (failure != null) {
            throw new KernelException(KernelException.Kind.UNAVAILABLE, failure);
        }
        if (library == null) {
            try {
                library = NativeFiles.load();
                reserve = new Reserve();
            } catch (KernelException e) {
                failure = e.getMessage();
                throw e; // the first caller sees the cause
            }
        }
        return library;
    }

    /** {@return what kills have in reserve; there from the load of the library on} */
    public static synchronized Reserve reserve() {
        return reserve;
    }
}
