// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.function.Consumer;

/**
 * The way in for -javaagent and dynamic attach. The JVM is somebody else's: nothing is thrown, nothing blocks, and all
 * other classes are loaded apart, so that the host's own JNA or Commons CLI and ours never meet.
 */
public final class AgentEntry {

    private static final String SERVICE = "org.proctrack.agent.AttachedService";

    private static Consumer<String> service;

    private AgentEntry() {}

    /** Called by the JVM before main. */
    public static void premain(String options) {
        begin(options);
    }

    /** Called by the JVM on dynamic attach, possibly more than once. */
    public static void agentmain(String options) {
        begin(options);
    }

    private static void begin(String options) {
        try {
            new Start(options).start();
        } catch (Throwable e) { // no memory for a thread: the host goes on without us
            say(e);
        }
    }

    /** A class, for a lambda would cost the host's start some 20 ms. */
    private static final class Start extends Thread {
        private final String options;

        Start(String options) {
            super(null, null, "proctrack-start", 0, false);
            this.options = options;
            setDaemon(true);
        }

        @Override
        public void run() {
            AgentEntry.run(options);
        }
    }

    private static synchronized void run(String options) {
        try {
            if (service == null) {
                service = load();
            }
            service.accept(options);
        } catch (Throwable e) {
            say(e);
        }
    }

    @SuppressWarnings("unchecked") // the class is ours
    private static Consumer<String> load() throws ReflectiveOperationException {
        URL jar = AgentEntry.class.getProtectionDomain().getCodeSource().getLocation();
        // Never closed: it lives as long as the JVM
        ClassLoader loader = new URLClassLoader("proctrack", new URL[] {jar}, ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        return (Consumer<String>) loader.loadClass(SERVICE).getConstructor().newInstance();
    }

    private static void say(Throwable e) {
        System.err.println("proctrack: the agent does not run: " + e);
    }
}
