// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.proctrack.agent.kernel.Counter;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.mbeans.JobUsage;

/**
 * The attributes of the extension that are in its state. What cannot be read is 0, empty or false, and State says why; only
 * without a free descriptor they throw, for then the extension may well run.
 */
public class ExtensionFigures {

    private static final String BUNDLED = "bundled";

    private final Supplier<StatusLook> look;

    /**
     * The figures of one snapshot.
     *
     * @param status what the kernel said
     */
    public ExtensionFigures(ExtensionStatus status) {
        this(() -> new StatusLook(Optional.of(status), Optional.empty()));
    }

    ExtensionFigures(Supplier<StatusLook> look) {
        this.look = look;
    }

    public boolean isRunning() {
        return status().isPresent();
    }

    public String getFile() {
        String file = text(status -> status.build().file());
        return file.equals(BUNDLED) ? "" : file;
    }

    public String getVersion() {
        return text(status -> status.build().version());
    }

    public String getMagic() {
        return text(status -> status.build().magic());
    }

    public int getCapacity() {
        return number(status -> status.limits().capacity());
    }

    public int getJobCapacity() {
        return number(status -> status.limits().jobCapacity());
    }

    public int getUserShare() {
        return number(status -> status.limits().userShare());
    }

    public boolean isCallsOpen() {
        return status().map(ExtensionStatus::calls).orElse(false);
    }

    public int getCapacityUsedPercent() {
        return number(ExtensionStatus::capacityUsedPercent);
    }

    public int getTracked() {
        return number(status -> status.population().tracked());
    }

    public int getTrackedPeak() {
        return number(status -> status.population().trackedPeak());
    }

    public int getUntabled() {
        return number(status -> status.population().untabled());
    }

    public long getUntabledTotal() {
        return count(Counter.UNTABLED_TOTAL);
    }

    public long getOverflowKills() {
        return count(Counter.OVERFLOW_KILLS);
    }

    public int getJobCount() {
        return number(status -> status.population().jobs());
    }

    public long getJobsTotal() {
        return count(Counter.JOBS_TOTAL);
    }

    public long getForkCount() {
        return count(Counter.FORKS);
    }

    public long getExitCount() {
        return count(Counter.EXITS);
    }

    public long getLostEventCount() {
        return longNumber(status -> status.counters().lostEvents());
    }

    public long getSkippedHookCount() {
        return count(Counter.HOOK_MISSES);
    }

    public long getRepairedHookCount() {
        return longNumber(status -> status.counters().repairedHooks());
    }

    public long getUnsettledCount() {
        return count(Counter.UNSETTLED);
    }

    public long getCpuNanos() {
        return ended(JobUsage::cpuNanos);
    }

    public long getReadBytes() {
        return ended(JobUsage::readBytes);
    }

    public long getWriteBytes() {
        return ended(JobUsage::writeBytes);
    }

    public long getExitedNormally() {
        return ended(JobUsage::exitedNormally);
    }

    public long getExitedFailed() {
        return ended(JobUsage::exitedFailed);
    }

    public long getExitedBySignal() {
        return ended(JobUsage::exitedBySignal);
    }

    public long getExitedByOom() {
        return ended(JobUsage::exitedByOom);
    }

    public int getHistoryCapacity() {
        return number(status -> status.history().capacity());
    }

    public int getHistoryCount() {
        return number(status -> status.history().count());
    }

    public long getHistoryDropped() {
        return longNumber(status -> status.history().dropped());
    }

    public long getEventCount() {
        return longNumber(ExtensionStatus::lastEvent);
    }

    public boolean isDebug() {
        return status().map(status -> status.debug().on()).orElse(false);
    }

    public String getDebugLog() {
        return text(status -> status.debug().file());
    }

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

    private long count(Counter counter) {
        return longNumber(status -> status.counters().of(counter));
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
