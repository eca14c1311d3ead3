// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.KernelFeature;

/** The extension. */
public final class ExtensionBean extends ExtensionFigures implements ExtensionMXBean {

    private final Kernel kernel;
    private final Runnable changed;
    private final LongSupplier dropped;
    private final Condition condition;
    private final Supplier<StatusLook> look;
    private volatile LongSupplier certificateExpires = () -> 0;
    private volatile Supplier<String> warning = () -> "";

    /**
     * The extension of a kernel.
     *
     * @param kernel asked for everything
     * @param changed run after a start or a stop
     * @param dropped notifications that were dropped
     */
    public ExtensionBean(Kernel kernel, Runnable changed, LongSupplier dropped) {
        this(kernel, changed, dropped, BulkRead.once(() -> StatusLook.at(kernel)));
    }

    private ExtensionBean(Kernel kernel, Runnable changed, LongSupplier dropped, Supplier<StatusLook> look) {
        super(look);
        this.kernel = kernel;
        this.changed = changed;
        this.dropped = dropped;
        this.condition = new Condition(kernel);
        this.look = look;
    }

    @Override
    public String getState() {
        return condition.of(look.get()).state().name();
    }

    @Override
    public String getFailureReason() {
        return condition.of(look.get()).reason();
    }

    @Override
    public long getNotificationsDropped() {
        return dropped.getAsLong();
    }

    @Override
    public long getRemoteCertificateExpiresMillis() {
        return certificateExpires.getAsLong();
    }

    @Override
    public String getWarning() {
        return warning.get();
    }

    /** From now on, remote management shows here: when its certificate expires, and what to do about it. */
    public void remote(LongSupplier expiresMillis, Supplier<String> wrong) {
        certificateExpires = expiresMillis;
        warning = wrong;
    }

    @Override
    public void setDebug(boolean on) {
        ExceptionTranslator.run(() -> kernel.debug(on));
    }

    @Override
    public List<KernelFeature> getKernelFeatures() {
        return ExceptionTranslator.orElse(List.of(), kernel::features);
    }

    @Override
    public void start(String file, int n) {
        ExceptionTranslator.run(() -> {
            Arguments.capacity(n);
            start(file, StartOptions.of(n));
        });
    }

    /** The same with all choices, for callers in this JVM. A start that failed half-way shows as the state, too. */
    public void start(String file, StartOptions options) {
        try {
            kernel.start(ExtensionImage.of(file), options);
            condition.worked();
        } catch (KernelException e) {
            condition.startFailed(e);
            throw e;
        } finally {
            changed.run();
        }
    }

    /** Somebody has loaded it: a failure before that counts no more. */
    void loaded() {
        condition.loaded();
    }

    /** Shows why a start that nobody waits for did not come about, for instance an option that nobody knows. */
    public void failed(KernelException failure) {
        condition.failed(failure);
    }

    @Override
    public void stop(String file) {
        ExceptionTranslator.run(() -> stop(file, false));
    }

    @Override
    public void forceStop(String file) {
        ExceptionTranslator.run(() -> stop(file, true));
    }

    private void stop(String file, boolean force) {
        try {
            kernel.stop(ExtensionImage.of(file), force);
            condition.worked();
        } catch (KernelException e) {
            condition.stopFailed(e);
            throw e;
        } finally {
            changed.run();
        }
    }

    @Override
    public String dumpRecords() {
        return ExceptionTranslator.call(() -> {
            kernel.dumpToLog();
            return Dump.of(kernel);
        });
    }
}
