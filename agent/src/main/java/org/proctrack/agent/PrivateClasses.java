// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.function.Consumer;

/**
 * All of the agent but its entry classes. The jar is on the class path of its JVM, which may be somebody else's: what
 * that finds there could take the place of its own Gson, JNA or Commons CLI. So the rest of the jar lies in a folder,
 * and is loaded from there by a class loader of its own, one for the JVM.
 */
final class PrivateClasses {

    private static final String FOLDER = "META-INF/proctrack/";

    private static ClassLoader loader;

    private PrivateClasses() {}

    /**
     * Makes one of the private classes, which the others know by this interface only. The calling thread loads what it
     * needs from there, too.
     *
     * @param name of a public class with a public constructor without parameters, which takes T
     */
    @SuppressWarnings("unchecked") // the classes are ours
    static <T> Consumer<T> make(String name) throws IOException, ReflectiveOperationException {
        ClassLoader classes = loader();
        Thread.currentThread().setContextClassLoader(classes);
        return (Consumer<T>) classes.loadClass(name).getConstructor().newInstance();
    }

    /** Never closed: it lives as long as the JVM. */
    private static synchronized ClassLoader loader() throws IOException {
        if (loader == null) {
            URL jar = PrivateClasses.class.getProtectionDomain().getCodeSource().getLocation();
            URL folder = new URL("jar:" + jar + "!/" + FOLDER);
            loader = new URLClassLoader("proctrack", new URL[] {folder}, ClassLoader.getPlatformClassLoader());
        }
        return loader;
    }
}
