// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.ArrayList;
import java.util.List;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.mbeans.KernelFeature;

/** What the extension cannot run without. What it only uses where the kernel has it is a feature. */
final class Checks {

    private final List<Check> checks = new ArrayList<>();
    private final List<KernelFeature> features = new ArrayList<>();

    /** Looks at this JVM and then at the kernel, which may be what cannot be asked. */
    Checks(Session session) {
        jdk();
        try {
            Kernel kernel = session.kernel();
            kernel.features().forEach(this::feature);
            state(kernel);
        } catch (KernelException e) {
            checks.add(Check.of("extension", false, "", "unavailable", e.getMessage()));
        } catch (LinkageError e) {
            checks.add(Check.of("extension", false, "", "unavailable", "cannot load a library: " + e));
        }
    }

    /** {@return what must be there} */
    List<Check> needed() {
        return checks;
    }

    /** {@return what may be there} */
    List<KernelFeature> features() {
        return features;
    }

    boolean allOk() {
        return checks.stream().allMatch(Check::ok);
    }

    private void jdk() {
        Runtime.Version version = Runtime.version();
        checks.add(Check.of("jdk", version.feature() >= 17, "17", version.toString(), "install JDK 17 or newer"));
    }

    private void feature(KernelFeature feature) {
        switch (feature.name()) {
            // Their detail says what to do
            case "btf", "bpffs" -> need(feature, feature.name(), feature.detail());
            case "cap_bpf" -> need(feature, "root", feature.detail());
            default -> features.add(feature);
        }
    }

    private void need(KernelFeature feature, String name, String fix) {
        checks.add(Check.of(name, feature.available(), feature.since(), feature.detail(), fix));
    }

    private void state(Kernel kernel) {
        String state = kernel.status()
                .map(status -> "loaded, capacity " + status.limits().capacity())
                .orElse("not loaded");
        checks.add(Check.of("extension", true, "", state, ""));
    }
}
