// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

/** What the extension uses where a kernel allows it, and what is done without it. */
public enum Feature {
    /** A kernel function. */
    SEND_SIGNAL_TASK(
            "bpf_send_signal_task",
            "6.13",
            false,
            "signals a whole job inside the kernel in one call",
            "jobs are signalled process by process from user space"),
    /** A kernel function. */
    TASK_FROM_PID(
            "bpf_task_from_pid",
            "6.2",
            false,
            "lists processes with all details from the kernel",
            "details are read from /proc"),
    /** A kernel function. */
    TASK_ITER(
            "bpf_iter_task",
            "6.7",
            false,
            "adopts the existing descendants of a process",
            "adopt looks for them in /proc"),
    /** Spin locks in programs that sleep. */
    SLEEPABLE_LOCK(
            "sleepable_spin_lock",
            "6.7",
            false,
            "lets requests from user space take the table's lock",
            "they go through an iterator, one at a time"),
    /** The calls of {@code proctrack.h} for every user. */
    CALLS(
            "calls",
            "6.1",
            true,
            "lets any process use the calls of proctrack.h",
            "they fail with ENOSYS, except for root, who uses the pins"),
    /** The calls find and signal other processes by themselves. */
    CALL_TASKS(
            "call_tasks",
            "6.13",
            true,
            "lets the calls reach other processes inside the kernel",
            "kills are sent from user space, and in a pid namespace calls about other pids fail with ENOSYS"),
    /** Hooks where the kernel skips none. They are there only where it skips others. */
    BACKUP_HOOKS(
            "backup_hooks",
            "7.0",
            true,
            "record forks and exits where the kernel cannot skip a hook",
            "a process whose hook is skipped is lost");

    private final String label;
    private final String since;
    private final boolean promised;
    private final String use;
    private final String without;

    Feature(String label, String since, boolean promised, String use, String without) {
        this.label = label;
        this.since = since;
        this.promised = promised;
        this.use = use;
        this.without = without;
    }

    /** {@return the name that people see: the kernel's own, where it has one} */
    public String label() {
        return label;
    }

    /** {@return first Linux version that has it, or needs it, for example 6.13} */
    public String since() {
        return since;
    }

    /** {@return whether something that was promised is missing without it; without the others all takes longer} */
    public boolean isPromised() {
        return promised;
    }

    /** {@return what it is used for} */
    public String use() {
        return use;
    }

    /** {@return what is done instead, or what is missing, without it} */
    public String without() {
        return without;
    }
}
