// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
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
    /** Apart from those of jobs: when listeners block by the hundred there, these come all the same. */
    private final Registry registry;

    private final Registry jobRegistry;
    private final JobMBeans jobs;
    private final AtomicLong looks = new AtomicLong();
    /** In the order in which they are published: whoever finds the extension's finds all. */
    private final Map<ObjectName, Object> always = new LinkedHashMap<>();

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
        this.registry = new Registry(server, "proctrack-mbeans");
        this.jobRegistry = new Registry(server, "proctrack-job-mbeans");
        this.jobs = new JobMBeans(jobRegistry, this::job);
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
    public void publish() {
        showQuietly();
        publishAlways();
        registry.settle();
    }

    private void publishAlways() {
        always.forEach((name, bean) -> registry.publish(name, () -> bean));
    }

    private void showQuietly() {
        try {
            showJobs();
        } catch (RuntimeException e) {
            // State says what is wrong with the kernel; the watcher tries again
        }
    }

    /**
     * Makes the MBeans of jobs agree with the kernel, and waits a moment until they do. No lock is held while the kernel
     * is asked and listeners of the host are called: each of them may take its time, and call us.
     *
     * @throws KernelException when the kernel cannot be asked; the MBeans stay as they are
     */
    public void refresh() {
        publishAlways();
        registry.settle();
        showJobs();
    }

    private void showJobs() {
        long look = looks.incrementAndGet(); // before: what has happened by now is in it
        jobs.show(look, liveJobs());
        jobRegistry.settle();
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
    public void close() {
        registry.close();
        jobRegistry.close();
    }
}
