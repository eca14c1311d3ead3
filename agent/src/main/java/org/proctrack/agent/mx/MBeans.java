// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.LiveJob;
import org.proctrack.agent.mx.audit.Audit;
import org.proctrack.agent.mx.events.Notifier;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.ProcessesMXBean;

/**
 * Publishes the MBeans and takes back what it published. A name that somebody else in this JVM published is left alone,
 * and taken over when they take it back.
 */
public final class MBeans implements AutoCloseable {

    private final Kernel kernel;
    private final Audit audit;
    private final ExtensionBean extension;
    private final Registry registry;
    private final JobMBeans jobs;
    /** In the order in which they are published: whoever finds the extension's finds all. */
    private final Map<ObjectName, Object> always = new LinkedHashMap<>();

    private boolean closed;

    /**
     * MBeans of a kernel; {@link #refresh} publishes them.
     *
     * @param server where to
     * @param kernel asked for everything
     * @param audit told of each command
     * @param notifier emits the notifications
     */
    public MBeans(MBeanServer server, Kernel kernel, Audit audit, Notifier notifier) {
        this.kernel = kernel;
        this.audit = audit;
        this.registry = new Registry(server);
        this.jobs = new JobMBeans(registry, this::job);
        this.extension = new ExtensionBean(kernel, this::refreshQuietly, notifier::dropped);
        JobsBean all = new JobsBean(kernel, this::refreshQuietly, jobs::omitted);
        always.put(Names.JOBS, new EmittingMBean<>(all, JobsMXBean.class, Names.JOBS, audit, notifier.jobs()));
        always.put(
                Names.PROCESSES,
                new AuditedMBean<>(new ProcessesBean(kernel), ProcessesMXBean.class, Names.PROCESSES, audit));
        always.put(
                Names.EXTENSION,
                new EmittingMBean<>(extension, ExtensionMXBean.class, Names.EXTENSION, audit, notifier.extension()));
    }

    private Object job(JobRef job) {
        JobBean bean = new JobBean(kernel, job, this::refreshQuietly);
        return new AuditedMBean<>(bean, JobMXBean.class, Names.job(job.id()), audit);
    }

    /** {@return the bean of the extension, for callers in this JVM} */
    public ExtensionBean extension() {
        return extension;
    }

    /** Publishes the MBeans: those of jobs first, so that whoever finds the extension's finds them too. */
    public synchronized void publish() {
        if (!closed) {
            showQuietly();
            publishAlways();
        }
    }

    private void publishAlways() {
        always.forEach(registry::publish);
    }

    private void showQuietly() {
        try {
            jobs.show(liveJobs());
        } catch (RuntimeException e) {
            // State says what is wrong with the kernel; the watcher tries again
        }
    }

    /**
     * Makes the MBeans of jobs agree with the kernel.
     *
     * @throws KernelException when the kernel cannot be asked; the MBeans stay as they are
     */
    public synchronized void refresh() {
        if (!closed) {
            publishAlways();
            jobs.show(liveJobs());
        }
    }

    private List<LiveJob> liveJobs() {
        try {
            List<LiveJob> live = kernel.live();
            extension.loaded();
            return live;
        } catch (KernelException e) {
            if (e.kind() == Kind.NOT_LOADED) {
                return List.of();
            }
            throw e;
        }
    }

    /** For the end of an operation, whose own answer counts; the watcher tries again. */
    private void refreshQuietly() {
        try {
            refresh();
        } catch (RuntimeException e) {
            // State says what is wrong with the kernel
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        registry.takeBackAll();
    }
}
