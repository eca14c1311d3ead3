// SPDX-License-Identifier: Apache-2.0

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/** As a fat jar: its libraries are in a loader whose parent is asked first. Says where each class came from. */
public final class ParentFirst {

    private ParentFirst() {}

    public static void main(String[] libraries) throws Exception {
        System.out.println("host runs");
        Waiting.forTheAgent();
        List<URL> urls = new ArrayList<>();
        for (String library : libraries) {
            urls.add(new File(library).toURI().toURL());
        }
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]))) {
            for (String name : List.of(
                    "com.google.gson.Gson",
                    "com.sun.jna.Native",
                    "org.apache.commons.cli.Options",
                    "org.proctrack.mbeans.Names",
                    "org.proctrack.agent.cli.Cli")) {
                System.out.println(name + " from " + source(loader, name));
            }
            System.out.println("JNA answers " + loader.loadClass("com.sun.jna.Native").getField("POINTER_SIZE").get(null));
        }
    }

    private static String source(ClassLoader loader, String name) {
        try {
            URL url = Class.forName(name, false, loader).getProtectionDomain().getCodeSource().getLocation();
            return new File(url.getPath()).getName();
        } catch (ClassNotFoundException e) {
            return "nowhere";
        }
    }
}
