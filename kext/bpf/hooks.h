/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hooks.h: what happens at every fork and exit of the machine.  A child is in
 * its parent's job before its first instruction, so nothing runs untracked.
 *
 * Where tracepoints can be preempted, the kernel skips a hook while another task
 * is preempted inside it on the same processor.  Two places cannot be preempted:
 * the first wake-up and the release of a process.  The hooks there take in and
 * out whatever the early ones did not (PT_FEATURE_BACKUP_HOOKS).
 */
#ifndef PROCTRACK_HOOKS_H
#define PROCTRACK_HOOKS_H

#include "births.h"
#include "ends.h"

SEC("tp_btf/sched_process_fork")
int BPF_PROG(proctrack_fork, struct task_struct *parent, struct task_struct *child)
{
	on_fork(parent->tgid, child);
	return 0;
}

SEC("tp_btf/sched_wakeup_new")
int BPF_PROG(proctrack_wake, struct task_struct *child)
{
	on_wake(bpf_get_current_task_btf()->tgid, child);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(proctrack_exit, struct task_struct *task)
{
	on_exit(task);
	return 0;
}

/* Where our other programs cannot look at a process (pt_can_meet). */
SEC("tp_btf/signal_generate")
int BPF_PROG(proctrack_end)
{
	on_signal(bpf_get_current_task_btf());
	return 0;
}

SEC("tp_btf/sched_process_free")
int BPF_PROG(proctrack_free, struct task_struct *task)
{
	on_free(task);
	return 0;
}

#endif
