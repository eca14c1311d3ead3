// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.KernelFeature;

/** The extension. Attributes never throw: what cannot be read is 0, empty or false. */
public final class ExtensionBean implements ExtensionMXBean {

    private static final String BUNDLED = "bundled";

    private final Kernel kernel;
    private final Runnable changed;
    private final Condition condition;

    /**
     * The extension of a kernel.
     *
     * @param kernel asked for everything
     * @param changed run after a start or a stop
     */
    public ExtensionBean(Kernel kernel, Runnable changed) {
        this.kernel = kernel;
        this.changed = changed;
        this.condition = new Condition(kernel);
    }

    @Override
    public boolean isRunning() {
        return status().isPresent();
    }

    @Override
    public String getState() {
        return condition.now().state().name();
    }

    @Override
    public String getFailureReason() {
        return condition.now().reason();
    }

    @Override
    public String getFile() {
        String file = text(ExtensionStatus::file);
        return file.equals(BUNDLED) ? "" : file;
    }

    @Override
    public String getVersion() {
        return text(ExtensionStatus::version);
    }

    @Override
    public String getMagic() {
        return text(ExtensionStatus::magic);
    }

    @Override
    public int getCapacity() {
        return number(ExtensionStatus::capacity);
    }

    @Override
    public int getUserShare() {
        return number(ExtensionStatus::userShare);
    }

    @Override
    public boolean isCallsOpen() {
        return status().map(ExtensionStatus::calls).orElse(false);
    }

    @Override
    public int getTracked() {
        return number(ExtensionStatus::tracked);
    }

    @Override
    public int getTrackedPeak() {
        return number(ExtensionStatus::trackedPeak);
    }

    @Override
    public int getUntabled() {
        return number(ExtensionStatus::untabled);
    }

    @Override
    public int getJobCount() {
        return number(ExtensionStatus::jobs);
    }

    @Override
    public long getForkCount() {
        return longNumber(ExtensionStatus::forks);
    }

    @Override
    public long getExitCount() {
        return longNumber(ExtensionStatus::exits);
    }

    @Override
    public long getLostEventCount() {
        return longNumber(ExtensionStatus::lostEvents);
    }

    @Override
    public long getLoadedSinceMillis() {
        return longNumber(ExtensionStatus::loadedSinceMillis);
    }

    @Override
    public List<KernelFeature> getKernelFeatures() {
        return Refusing.orElse(List.of(), kernel::features);
    }

    @Override
    public void start(String file, int n) {
        Refusing.run(() -> {
            Arguments.capacity(n);
            start(file, StartOptions.of(n));
        });
    }

    /** The same with all choices, for callers in this JVM. A refusal shows as the state, and is thrown. */
    public void start(String file, StartOptions options) {
        try {
            kernel.start(ExtensionImage.of(file), options);
            condition.worked();
        } catch (KernelException e) {
            condition.failed(e);
            throw e;
        } finally {
            changed.run();
        }
    }

    /** Somebody has loaded it: a failure before that counts no more. */
    void loaded() {
        condition.worked();
    }

    /** Shows a failure that came before a start could be tried, for instance an option that nobody knows. */
    public void failed(KernelException failure) {
        condition.failed(failure);
    }

    @Override
    public void stop(String file) {
        Refusing.run(() -> stop(file, false));
    }

    @Override
    public void forceStop(String file) {
        Refusing.run(() -> stop(file, true));
    }

    private void stop(String file, boolean force) {
        try {
            kernel.stop(ExtensionImage.of(file), force);
            condition.worked();
        } finally {
            changed.run();
        }
    }

    @Override
    public String dumpRecords() {
        return Refusing.call(() -> Dump.of(kernel));
    }

    private int number(ToIntFunction<ExtensionStatus> attribute) {
        return status().map(attribute::applyAsInt).orElse(0);
    }

    private long longNumber(ToLongFunction<ExtensionStatus> attribute) {
        return status().map(attribute::applyAsLong).orElse(0L);
    }

    private String text(Function<ExtensionStatus, String> attribute) {
        return status().map(attribute).orElse("");
    }

    private Optional<ExtensionStatus> status() {
        return Refusing.orElse(Optional.empty(), kernel::status);
    }
}
