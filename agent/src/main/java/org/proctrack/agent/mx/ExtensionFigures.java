// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.JobUsage;

/**
 * The attributes of the extension that are in its state. What cannot be read is 0, empty or false, and State says why; only
 * without a free descriptor they throw, for then the extension may well run.
 */
abstract class ExtensionFigures implements ExtensionMXBean {

    private static final String BUNDLED = "bundled";

    private final Supplier<StatusLook> look;

    ExtensionFigures(Supplier<StatusLook> look) {
        this.look = look;
    }

    @Override
    public boolean isRunning() {
        return status().isPresent();
    }

    @Override
    public String getFile() {
        String file = text(status -> status.build().file());
        return file.equals(BUNDLED) ? "" : file;
    }

    @Override
    public String getVersion() {
        return text(status -> status.build().version());
    }

    @Override
    public String getMagic() {
        return text(status -> status.build().magic());
    }

    @Override
    public int getCapacity() {
        return number(status -> status.limits().capacity());
    }

    @Override
    public int getJobCapacity() {
        return number(status -> status.limits().jobCapacity());
    }

    @Override
    public int getUserShare() {
        return number(status -> status.limits().userShare());
    }

    @Override
    public boolean isCallsOpen() {
        return status().map(ExtensionStatus::calls).orElse(false);
    }

    @Override
    public int getCapacityUsedPercent() {
        return number(ExtensionStatus::capacityUsedPercent);
    }

    @Override
    public int getTracked() {
        return number(status -> status.population().tracked());
    }

    @Override
    public int getTrackedPeak() {
        return number(status -> status.population().trackedPeak());
    }

    @Override
    public int getUntabled() {
        return number(status -> status.population().untabled());
    }

    @Override
    public long getUntabledTotal() {
        return longNumber(status -> status.counters().untabledTotal());
    }

    @Override
    public long getOverflowKills() {
        return longNumber(status -> status.counters().overflowKills());
    }

    @Override
    public int getJobCount() {
        return number(status -> status.population().jobs());
    }

    @Override
    public long getJobsTotal() {
        return longNumber(status -> status.counters().jobsTotal());
    }

    @Override
    public long getForkCount() {
        return longNumber(status -> status.counters().forks());
    }

    @Override
    public long getExitCount() {
        return longNumber(status -> status.counters().exits());
    }

    @Override
    public long getLostEventCount() {
        return longNumber(status -> status.counters().lostEvents());
    }

    @Override
    public long getSkippedHookCount() {
        return longNumber(status -> status.counters().skippedHooks());
    }

    @Override
    public long getRepairedHookCount() {
        return longNumber(status -> status.counters().repairedHooks());
    }

    @Override
    public long getUnsettledCount() {
        return longNumber(status -> status.counters().unsettled());
    }

    @Override
    public long getCpuNanos() {
        return ended(JobUsage::cpuNanos);
    }

    @Override
    public long getReadBytes() {
        return ended(JobUsage::readBytes);
    }

    @Override
    public long getWriteBytes() {
        return ended(JobUsage::writeBytes);
    }

    @Override
    public long getExitedNormally() {
        return ended(JobUsage::exitedNormally);
    }

    @Override
    public long getExitedFailed() {
        return ended(JobUsage::exitedFailed);
    }

    @Override
    public long getExitedBySignal() {
        return ended(JobUsage::exitedBySignal);
    }

    @Override
    public long getExitedByOom() {
        return ended(JobUsage::exitedByOom);
    }

    @Override
    public int getHistoryCapacity() {
        return number(status -> status.history().capacity());
    }

    @Override
    public int getHistoryCount() {
        return number(status -> status.history().count());
    }

    @Override
    public long getHistoryDropped() {
        return longNumber(status -> status.history().dropped());
    }

    @Override
    public long getEventCount() {
        return longNumber(ExtensionStatus::lastEvent);
    }

    @Override
    public boolean isDebug() {
        return status().map(status -> status.debug().on()).orElse(false);
    }

    @Override
    public String getDebugLog() {
        return text(status -> status.debug().file());
    }

    @Override
    public long getLoadedSinceMillis() {
        return longNumber(ExtensionStatus::loadedSinceMillis);
    }

    /** Rounded up: 100 means full, and one record of many is not nothing. */
    private long ended(ToLongFunction<JobUsage> figure) {
        return longNumber(status -> figure.applyAsLong(status.ended()));
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
        StatusLook seen = look.get();
        seen.refusal().ifPresent(ExceptionTranslator::requireAsked);
        return seen.status();
    }
}
