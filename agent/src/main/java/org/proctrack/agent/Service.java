// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import javax.management.MBeanServer;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.agent.mx.JobWatcher;
import org.proctrack.agent.mx.MBeans;

/** The MBeans of a kernel, kept right as long as this is open. The extension outlives it. */
public final class Service implements AutoCloseable {

    private final MBeans mbeans;
    private final JobWatcher watcher;

    private Service(MBeans mbeans) {
        this.mbeans = mbeans;
        this.watcher = new JobWatcher(mbeans::refresh);
    }

    /**
     * Publishes the MBeans and begins to watch the jobs.
     *
     * @param kernel asked for everything; need not work: then State says why
     * @param server where the MBeans go
     */
    public static Service open(Kernel kernel, MBeanServer server) {
        Service service = new Service(new MBeans(server, kernel));
        service.mbeans.publish();
        service.watcher.start();
        return service;
    }

    /**
     * Loads the extension. One that is loaded already is as good.
     *
     * @param file path of the image; empty for the bundled one
     * @throws KernelException when it cannot be loaded; State and FailureReason show it too
     */
    public void start(String file, StartOptions options) {
        try {
            mbeans.extension().start(file, options);
        } catch (KernelException e) {
            if (e.kind() != KernelException.Kind.ALREADY_LOADED) {
                throw e;
            }
        }
    }

    /** Shows as State and FailureReason what went wrong before a start could be tried. */
    public void failed(KernelException failure) {
        mbeans.extension().failed(failure);
    }

    @Override
    public void close() {
        watcher.close();
        mbeans.close();
    }
}
