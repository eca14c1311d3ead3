// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.mx.events.Words;
import org.proctrack.mbeans.ExtensionState;
import org.proctrack.mbeans.KernelFeature;

/** Which state the extension is in, and why. What the kernel says comes first; a failure of ours is remembered. */
final class Condition {

    /** A state with its reason; the reason is empty where the state says it all. */
    record Verdict(ExtensionState state, String reason) {}

    /** Without one of these nothing works. */
    private static final Set<String> NEEDED = Set.of("btf", "bpffs", "cap_bpf");

    /** A look at the features reads the kernel's whole type description. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Verdict HALF_STOPPED = new Verdict(
            ExtensionState.FAILED, "a stop is in progress or was interrupted, registrations are refused: stop again");

    private record Look(Verdict verdict, long nanoTime) {}

    private final Kernel kernel;
    private volatile KernelException failure;
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
            failure = null;
            return seen.status().get().closing() ? HALF_STOPPED : new Verdict(ExtensionState.RUNNING, "");
        }
        KernelException last = failure;
        return last != null ? verdict(last) : stoppedOrUnavailable();
    }

    /** The last start or stop went well. */
    void worked() {
        failure = null;
    }

    /** The last start failed; that counts as long as nothing is loaded. */
    void failed(KernelException e) {
        failure = e;
    }

    /** The reason may repeat a file's name or an option; clients print it. */
    private static Verdict verdict(KernelException e) {
        boolean never = e.kind() == Kind.UNAVAILABLE || e.kind() == Kind.DENIED;
        return new Verdict(never ? ExtensionState.UNAVAILABLE : ExtensionState.FAILED, Words.line(e.getMessage()));
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
