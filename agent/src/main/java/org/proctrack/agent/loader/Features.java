// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.mbeans.KernelFeature;

/** What the extension needs of a kernel, or uses where it is. */
final class Features {

    static final String NO_BTF = "kernel has no BTF (/sys/kernel/btf/vmlinux): needs CONFIG_DEBUG_INFO_BTF";

    private static final String NO_CGROUP =
            "the root of the cgroup2 hierarchy is out of reach: start on the host and not in a container, or start --no-calls";

    private record Kfunc(String name, int bit, String since, String use, String without) {}

    private static final List<Kfunc> KFUNCS = List.of(
            new Kfunc(
                    "bpf_send_signal_task",
                    Abi.FEATURE_SIGNAL_TASK,
                    "6.13",
                    "signals a whole job inside the kernel in one call",
                    "jobs are signalled by sweeps over their processes from user space"),
            new Kfunc(
                    "bpf_task_from_pid",
                    Abi.FEATURE_TASK_FROM_PID,
                    "6.2",
                    "lists processes with all details from the kernel",
                    "details are read from /proc"),
            new Kfunc(
                    "bpf_iter_task",
                    Abi.FEATURE_TASK_ITER,
                    "6.7",
                    "adopts the descendants that a process has already",
                    "adopt looks for them in /proc"),
            new Kfunc(
                    "sleepable_spin_lock",
                    Abi.FEATURE_SLEEPABLE_LOCK,
                    "6.7",
                    "lets calls from user space take the table's lock",
                    "such calls go through an iterator, one at a time"),
            new Kfunc(
                    "calls",
                    Abi.FEATURE_CALLS,
                    "6.1",
                    "lets any process use the calls of proctrack.h",
                    "they fail with ENOSYS, but for root, who goes through the pins"),
            new Kfunc(
                    "call_tasks",
                    Abi.FEATURE_CALL_TASKS,
                    "6.13",
                    "lets the calls reach other processes inside the kernel",
                    "kills go out by sweeps from user space, and in a pid namespace other pids are ENOSYS"));

    private Features() {}

    /** {@return the features of a probe's answer} */
    static List<KernelFeature> list(ByteBuffer probe, String pins) {
        boolean btf = Abi.Probe.BTF.get(probe) != 0;
        boolean bpffs = Abi.Probe.BPFFS.get(probe) != 0;
        boolean privileged = Privileges.missing().isEmpty();
        List<KernelFeature> features = new ArrayList<>();
        features.add(new KernelFeature("btf", btf, "5.4", btf ? "describes the kernel's structs" : NO_BTF));
        features.add(new KernelFeature(
                "bpffs", bpffs, "4.4", bpffs ? "keeps the extension loaded" : Refusals.noBpffsText(pins)));
        features.add(new KernelFeature(
                "cap_bpf",
                privileged,
                "5.8",
                privileged ? "lets this process use BPF" : Refusals.denied().getMessage()));
        int bits = Abi.Probe.FEATURES.get(probe);
        boolean cgroup = Abi.Probe.CGROUP.get(probe) != 0;
        features.add(new KernelFeature(
                "cgroup2_root", cgroup, "4.5", cgroup ? "is where the calls are attached" : NO_CGROUP));
        for (Kfunc kfunc : KFUNCS) {
            boolean available = (bits & kfunc.bit()) != 0;
            String detail = available ? kfunc.use() : kfunc.use() + "; without it " + kfunc.without();
            features.add(new KernelFeature(kfunc.name(), available, kfunc.since(), detail));
        }
        return List.copyOf(features);
    }

    /**
     * The bits of features by name, for tests of older kernels' ways.
     *
     * @param names comma-separated, {@code all}, or null
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
        int bit = 0;
        for (Kfunc kfunc : KFUNCS) {
            if (kfunc.name().equals(name) || name.equals("all")) {
                bit |= kfunc.bit();
            }
        }
        if (bit != 0) {
            return bit;
        }
        throw new KernelException(Kind.INVALID, "no kernel feature " + name + ": proctrack doctor lists them");
    }
}
