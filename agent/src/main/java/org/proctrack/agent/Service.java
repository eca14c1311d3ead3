// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.MBeanServer;
import org.proctrack.agent.access.RemoteSettings;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.agent.mx.JobWatcher;
import org.proctrack.agent.mx.MBeans;
import org.proctrack.agent.mx.audit.Audit;
import org.proctrack.agent.mx.audit.AuditForm;
import org.proctrack.agent.mx.events.EventPump;
import org.proctrack.agent.mx.events.Notifier;
import org.proctrack.agent.remote.HostPort;
import org.proctrack.agent.remote.Remote;

/** The MBeans of a kernel, kept right as long as this is open. The extension outlives it. */
public final class Service implements AutoCloseable {

    /** The one of this JVM, whichever way it came in: events and audit lines are there once. */
    private static final AtomicReference<Service> RUNNING = new AtomicReference<>();

    private final MBeanServer server;
    private final Audit audit;
    private final Notifier notifier = new Notifier();
    private final MBeans mbeans;
    private final EventPump pump;
    private final JobWatcher watcher;
    private volatile Remote remote; // null unless somebody listens

    private Service(Kernel kernel, MBeanServer server, AuditForm form) {
        this.server = server;
        this.audit = new Audit(form);
        this.mbeans = new MBeans(server, kernel, audit, notifier);
        this.pump = new EventPump(kernel, notifier, audit);
        this.watcher = new JobWatcher(this::step, (known, most) -> kernel.awaitNews(known, pump.isHeard(), most));
    }

    /**
     * Publishes the MBeans and begins to watch the jobs.
     *
     * @param kernel asked for everything; need not work: then State says why
     * @param server where the MBeans go
     * @param form of the audit lines
     */
    public static Service open(Kernel kernel, MBeanServer server, AuditForm form) {
        Service service = of(kernel, server, form);
        service.begin();
        return service;
    }

    /** As {@link #open}, but nothing is published or watched until {@link #begin}. */
    public static Service of(Kernel kernel, MBeanServer server, AuditForm form) {
        return new Service(kernel, server, form);
    }

    /** {@return the service that runs in this JVM already, if there is one} */
    static Optional<Service> running() {
        return Optional.ofNullable(RUNNING.get());
    }

    /** Publishes the MBeans, begins to watch the jobs and lets in who has come meanwhile. Once only. */
    public void begin() {
        RUNNING.compareAndSet(null, this);
        beginQuietly();
        mbeans.publish();
        watcher.start();
        if (remote != null) {
            remote.serve();
        }
    }

    private void beginQuietly() {
        try {
            pump.begin();
        } catch (KernelException e) {
            // State says why; the first step that works is the beginning
        }
    }

    /** The MBean of a job is there when the news of it comes. Answers how long to sleep without news. */
    private Duration step() {
        Duration most;
        try {
            mbeans.refresh();
        } finally {
            most = pump.step();
        }
        return most;
    }

    /**
     * Loads the extension. One that is loaded already is as good.
     *
     * @param file path of the image; empty for the bundled one
     * @return whether this did it, and it was not loaded before
     * @throws KernelException when it cannot be loaded; State and FailureReason show it too
     */
    public boolean start(String file, StartOptions options) {
        try {
            mbeans.extension().start(file, options);
            return true;
        } catch (KernelException e) {
            if (e.kind() == KernelException.Kind.ALREADY_LOADED) {
                return false;
            }
            failed(e);
            throw e;
        }
    }

    /**
     * Listens for JMX clients from outside, until this is closed. They are served from {@link #begin} on, so that all
     * that can fail here does so before anything is loaded or published.
     *
     * @param where to listen
     * @param settings who may come in, and how
     * @throws IOException with one line, when it cannot be done as it should; then nothing listens
     */
    public void listen(HostPort where, RemoteSettings settings) throws IOException {
        Remote opened = Remote.open(where, settings, server, audit);
        mbeans.extension().remote(opened::certificateExpiresMillis, opened::warning);
        remote = opened;
    }

    /** From now on audit lines look like this. */
    public void audit(AuditForm form) {
        audit.form(form);
    }

    /** Shows as State and FailureReason what went wrong before a start could be tried. */
    public void failed(KernelException failure) {
        mbeans.extension().failed(failure);
    }

    @Override
    public void close() {
        RUNNING.compareAndSet(this, null);
        if (remote != null) {
            remote.close();
        }
        watcher.close();
        mbeans.close();
        notifier.close();
        audit.close();
    }
}
