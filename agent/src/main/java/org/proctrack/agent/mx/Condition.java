// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.mbeans.ExtensionState;
import org.proctrack.mbeans.KernelFeature;

/** Which state the extension is in, and why. What the kernel says comes first; a failure of ours is remembered. */
final class Condition {

    /** A state with its reason, or with that of a stop that failed; empty where the state says it all. */
    record Verdict(ExtensionState state, String reason) {}

    /** Without one of these nothing works. */
    private static final Set<String> NEEDED = Set.of("btf", "bpffs", "cap_bpf");

    /** A look at the features reads the kernel's whole type description. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Verdict HALF_STOPPED = new Verdict(
            ExtensionState.FAILED, "a stop is in progress or was interrupted, registrations are refused: stop again");

    private record Look(Verdict verdict, long nanoTime) {}

    private final Kernel kernel;
    private volatile KernelException failedStart;
    private volatile KernelException failedStop;
    private volatile Look look;

    Condition(Kernel kernel) {
        this.kernel = kernel;
    }

    Verdict now() {
        return of(StatusLook.at(kernel));
    }

    /** The state, from a look that was taken already. */
    Verdict of(StatusLook seen) {
        if (seen.refusal().isPresent()) {
            return verdict(seen.refusal().get());
        }
        if (seen.status().isPresent()) {
            failedStart = null;
            return loaded(seen.status().get().closing(), failedStop);
        }
        failedStop = null; // what it did not do is done
        KernelException last = failedStart;
        return last != null ? verdict(last) : stoppedOrUnavailable();
    }

    private static Verdict loaded(boolean closing, KernelException stop) {
        String reason = stop == null ? "" : "the last stop failed: " + ExceptionTranslator.reason(stop);
        if (closing) {
            return stop == null ? HALF_STOPPED : new Verdict(ExtensionState.FAILED, reason);
        }
        return new Verdict(ExtensionState.RUNNING, reason);
    }

    /** The last start or stop went well. */
    void worked() {
        failedStart = null;
        failedStop = null;
    }

    /** Somebody has loaded it: a start that failed before counts no more. */
    void loaded() {
        failedStart = null;
    }

    /** A start was refused or failed, and nobody but State can say so; that counts as long as nothing is loaded. */
    void failed(KernelException e) {
        failedStart = e;
    }

    /** As {@link #failed}, but whoever called was told: State is about the extension, not about a bad argument. */
    void startFailed(KernelException e) {
        if (isFailure(e)) {
            failedStart = e;
        }
    }

    /** A stop failed half-way; that counts as long as the extension is loaded. */
    void stopFailed(KernelException e) {
        if (isFailure(e)) {
            failedStop = e;
        }
    }

    /** Whether it is more than a refusal, after which all is as before. */
    private static boolean isFailure(KernelException e) {
        return switch (e.kind()) {
            case FAILED, OUT_OF_FILES, UNAVAILABLE -> true;
            case INVALID,
                    DENIED,
                    NOT_LOADED,
                    ALREADY_LOADED,
                    NO_SUCH_JOB,
                    NO_SUCH_PROCESS,
                    ALREADY_IN_JOB,
                    FULL,
                    BUSY -> false;
        };
    }

    /** The reason may repeat a file's name or an option; clients print it. */
    private static Verdict verdict(KernelException e) {
        boolean never = e.kind() == Kind.UNAVAILABLE || e.kind() == Kind.DENIED;
        return new Verdict(never ? ExtensionState.UNAVAILABLE : ExtensionState.FAILED, ExceptionTranslator.reason(e));
    }

    private Verdict stoppedOrUnavailable() {
        Look last = look;
        if (last == null || System.nanoTime() - last.nanoTime() > LOOK_AGAIN_NANOS) {
            last = new Look(lookAtFeatures(), System.nanoTime());
            look = last;
        }
        return last.verdict();
    }

    private Verdict lookAtFeatures() {
        try {
            List<KernelFeature> features = kernel.features();
            for (KernelFeature feature : features) {
                if (!feature.available() && NEEDED.contains(feature.name())) {
                    return new Verdict(ExtensionState.UNAVAILABLE, feature.detail());
                }
            }
            return new Verdict(ExtensionState.STOPPED, "");
        } catch (KernelException e) {
            return verdict(e);
        }
    }
}
