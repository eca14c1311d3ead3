// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The way in for -javaagent and dynamic attach. The JVM is somebody else's: nothing is thrown, nothing blocks, and the
 * host sees none of our other classes ({@link PrivateClasses}).
 */
public final class AgentEntry {

    private static final String SERVICE = "org.proctrack.agent.AttachedService";

    private static final CompletableFuture<Void> READY = new CompletableFuture<>();

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

    /**
     * For a host that embeds the agent.
     *
     * @return done when the MBeans are published and the first options are carried out, with the outcome in State and
     *     FailureReason; failed when there is no agent
     */
    public static CompletionStage<Void> ready() {
        return READY.minimalCompletionStage();
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
                service = PrivateClasses.make(SERVICE);
            }
            service.accept(options);
            READY.complete(null);
        } catch (Throwable e) {
            say(e);
        }
    }

    private static void say(Throwable e) {
        Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
        READY.completeExceptionally(cause);
        System.err.println("proctrack: the agent failed to start: " + cause);
    }
}
