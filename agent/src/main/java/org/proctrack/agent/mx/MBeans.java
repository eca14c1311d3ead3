// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.mbeans.DescribedMBean;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.ProcessesMXBean;

/**
 * Publishes the MBeans and takes back what it published. A name that somebody else in this JVM published is left alone,
 * and taken over when they take it back.
 */
public final class MBeans implements AutoCloseable {

    private final MBeanServer server;
    private final Kernel kernel;
    private final ExtensionBean extension;
    private final Map<ObjectName, Object> always = new HashMap<>();
    private final Set<ObjectName> published = new HashSet<>();
    private boolean closed;

    /**
     * MBeans of a kernel; {@link #refresh} publishes them.
     *
     * @param server where to
     * @param kernel asked for everything
     */
    public MBeans(MBeanServer server, Kernel kernel) {
        this.server = server;
        this.kernel = kernel;
        this.extension = new ExtensionBean(kernel, this::refreshQuietly);
        always.put(Names.EXTENSION, new DescribedMBean<>(extension, ExtensionMXBean.class));
        JobsBean jobs = new JobsBean(kernel, this::refreshQuietly);
        always.put(Names.JOBS, new DescribedMBean<>(jobs, JobsMXBean.class));
        always.put(Names.PROCESSES, new DescribedMBean<>(new ProcessesBean(kernel), ProcessesMXBean.class));
    }

    /** {@return the bean of the extension, for callers in this JVM} */
    public ExtensionBean extension() {
        return extension;
    }

    /** Publishes the MBeans that are always there. Twice is fine. */
    public synchronized void publish() {
        if (!closed) {
            always.forEach(this::register);
        }
    }

    /**
     * Makes the MBeans of jobs agree with the kernel.
     *
     * @throws KernelException when the kernel cannot be asked; the MBeans stay as they are
     */
    public synchronized void refresh() {
        if (closed) {
            return;
        }
        publish();
        Set<ObjectName> live = new HashSet<>(always.keySet());
        for (JobInfo job : jobs()) {
            ObjectName name = Names.job(job.id());
            live.add(name);
            if (!server.isRegistered(name)) {
                register(
                        name,
                        new DescribedMBean<>(new JobBean(kernel, job.id(), this::refreshQuietly), JobMXBean.class));
            }
        }
        List.copyOf(published).stream().filter(name -> !live.contains(name)).forEach(this::unregister);
    }

    private List<JobInfo> jobs() {
        try {
            List<JobInfo> jobs = kernel.jobs();
            extension.loaded();
            return jobs;
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

    private void register(ObjectName name, Object bean) {
        if (server.isRegistered(name)) {
            return;
        }
        try {
            server.registerMBean(bean, name);
            published.add(name);
        } catch (InstanceAlreadyExistsException e) {
            // somebody else was faster: it is there
        } catch (JMException e) {
            throw new IllegalStateException(name + " cannot be published: " + e.getMessage(), e);
        }
    }

    private void unregister(ObjectName name) {
        published.remove(name);
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            // somebody else took it back
        } catch (JMException e) {
            throw new IllegalStateException(name + " cannot be taken back: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(published).forEach(this::unregister);
    }
}
