// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import java.util.concurrent.ThreadFactory;

/**
 * Makes threads that outlive the call which needs them: they do not keep the JVM alive, and have neither the thread
 * locals nor the class loader of whoever calls.
 *
 * @param name of all of them
 */
public record DaemonThreads(String name) implements ThreadFactory {

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
        return thread;
    }
}
