// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.proctrack.agent.kernel.Feature;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.Refusal;
import org.proctrack.agent.loader.abi.Abi;
import org.proctrack.agent.loader.procfs.Privileges;
import org.proctrack.mbeans.KernelFeature;

/** What the extension needs of a kernel, or uses where it is: from a probe, and from the state of what is loaded. */
final class Features {

    static final String NO_BTF = "kernel has no BTF (/sys/kernel/btf/vmlinux): needs CONFIG_DEBUG_INFO_BTF";

    private static final String NO_CGROUP =
            "cannot reach the root of the cgroup2 hierarchy: start on the host, not in a container, or with --no-calls";

    /** No kernel lacks these; tests leave them out, so that the backup hooks have all the work. */
    private static final Map<String, Integer> EARLY_HOOKS =
            Map.of("fork_hook", Abi.FEATURE_FORK_HOOK, "exit_hook", Abi.FEATURE_EXIT_HOOK);

    private Features() {}

    /**
     * All features. What is loaded counts more than what the kernel offers: a feature may have been refused or left out.
     *
     * @param probe a probe's answer
     * @param settings of the loaded extension; empty when none is loaded, or this process may not look
     */
    static List<KernelFeature> list(ByteBuffer probe, Optional<ByteBuffer> settings, String pins) {
        boolean btf = Abi.Probe.BTF.get(probe) != 0;
        boolean bpffs = Abi.Probe.BPFFS.get(probe) != 0;
        boolean privileged = Privileges.mayLoad();
        List<KernelFeature> features = new ArrayList<>();
        features.add(new KernelFeature("btf", btf, "5.4", btf ? "describes the kernel's structs" : NO_BTF));
        features.add(new KernelFeature(
                "bpffs", bpffs, "4.4", bpffs ? "keeps the extension loaded" : Refusals.noBpffsText(pins)));
        features.add(new KernelFeature(
                "cap_bpf",
                privileged,
                "5.8",
                privileged ? "lets this process use BPF" : Refusals.denied().getMessage()));
        boolean cgroup = Abi.Probe.CGROUP.get(probe) != 0;
        features.add(new KernelFeature(
                "cgroup2_root", cgroup, "4.5", cgroup ? "is where the calls are attached" : NO_CGROUP));
        features.addAll(optional(probe, settings, privileged));
        return List.copyOf(features);
    }

    /**
     * What the extension can do without.
     *
     * <p>A kernel that skips no hooks lacks nothing without the backup hooks; so they are named only where they are in
     * use or needed. Whether they are needed shows only to who may load programs; to others the probe says yes.
     */
    static List<KernelFeature> optional(ByteBuffer probe, Optional<ByteBuffer> settings, boolean privileged) {
        int offered = Abi.Probe.FEATURES.get(probe);
        int known = privileged ? offered : offered & ~Abi.FEATURE_BACKUP_HOOKS;
        int on = settings.map(Abi.Settings.FEATURES::get).orElse(known);
        int shown = on | known | ~Abi.FEATURE_BACKUP_HOOKS;
        List<Refusal> refusals =
                settings.map(Features::refusals).orElseGet(() -> listed(Abi.Probe.REFUSALS.view(probe)));
        List<KernelFeature> features = new ArrayList<>();
        for (Feature feature : Feature.values()) {
            int bit = bit(feature);
            if ((shown & bit) != 0) {
                boolean leftOut = settings.isPresent() && (known & bit) != 0;
                String why = reason(refusals, feature).orElse(leftOut ? "; left out at start" : "");
                features.add(feature(feature, (on & bit) != 0, why));
            }
        }
        return features;
    }

    private static KernelFeature feature(Feature feature, boolean on, String why) {
        String detail = on ? feature.use() : feature.use() + "; without it " + feature.without() + why;
        return new KernelFeature(feature.label(), on, feature.since(), detail);
    }

    private static Optional<String> reason(List<Refusal> refusals, Feature feature) {
        return refusals.stream()
                .filter(refusal -> refusal.feature() == feature)
                .map(refusal -> "; the kernel refused it: " + refusal.reason())
                .findFirst();
    }

    /** {@return what the kernel refused at start; one entry may be about several features} */
    static List<Refusal> refusals(ByteBuffer settings) {
        return listed(Abi.Settings.REFUSALS.view(settings));
    }

    private static List<Refusal> listed(ByteBuffer all) {
        List<Refusal> refusals = new ArrayList<>();
        for (int at = 0; at < all.limit(); at += Abi.Refusal.SIZEOF) {
            ByteBuffer one = all.slice(at, Abi.Refusal.SIZEOF).order(all.order());
            for (Feature feature : Feature.values()) {
                if ((Abi.Refusal.FEATURES.get(one) & bit(feature)) != 0) {
                    refusals.add(new Refusal(feature, Abi.Refusal.REASON.text(one)));
                }
            }
        }
        return List.copyOf(refusals);
    }

    /**
     * The bits of features by name, for tests of what is done without them.
     *
     * @param names comma-separated, {@code all} for what older kernels lack, or null
     */
    static int bits(String names) {
        int bits = 0;
        if (names == null) {
            return bits;
        }
        for (String name : names.split(",", -1)) {
            if (!name.isBlank()) {
                bits |= bit(name.strip());
            }
        }
        return bits;
    }

    private static int bit(String name) {
        int bit = EARLY_HOOKS.getOrDefault(name, 0);
        for (Feature feature : Feature.values()) {
            boolean older = feature != Feature.BACKUP_HOOKS; // a kernel that needs them is not an older one
            if (feature.label().equals(name) || (older && name.equals("all"))) {
                bit |= bit(feature);
            }
        }
        if (bit != 0) {
            return bit;
        }
        throw new KernelException(Kind.INVALID, "no kernel feature " + name + ": proctrack doctor lists them");
    }

    private static int bit(Feature feature) {
        return switch (feature) {
            case SEND_SIGNAL_TASK -> Abi.FEATURE_SIGNAL_TASK;
            case TASK_FROM_PID -> Abi.FEATURE_TASK_FROM_PID;
            case TASK_ITER -> Abi.FEATURE_TASK_ITER;
            case SLEEPABLE_LOCK -> Abi.FEATURE_SLEEPABLE_LOCK;
            case CALLS -> Abi.FEATURE_CALLS;
            case CALL_TASKS -> Abi.FEATURE_CALL_TASKS;
            case BACKUP_HOOKS -> Abi.FEATURE_BACKUP_HOOKS;
        };
    }
}
