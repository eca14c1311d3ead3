/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hooks.h: what happens at every fork and exit of the machine.  The fork hook
 * runs after the child exists and before its first instruction, so nothing
 * runs untracked; the child inherits from the process that forks, whatever
 * parent it is given (CLONE_PARENT).  Threads are not processes.
 */
#ifndef PROCTRACK_HOOKS_H
#define PROCTRACK_HOOKS_H

#include "members.h"

static __always_inline __u64 start_of(struct task_struct *task)
{
	return task->group_leader->start_boottime;
}

/* The last thread has begun to exit: nothing of this process runs its own code any more. */
static __always_inline int is_dead(struct task_struct *task)
{
	return task->signal->live.counter == 0;
}

/* Whom a job's owner may signal, like kill(2); else only root's marks count for a newborn. */
static __always_inline __u32 marks_for(const struct job *job, const struct newcomer *who)
{
	if (job->uid == who->uid || job->uid == who->suid || job->uid == who->ns_owner)
		return job->flags;
	return job->flags >> PT_JOB_ALL_SHIFT;
}

/* What a full table or the job's state has in store for a newborn; 0 = nothing. */
static __always_inline int locked_fate(const struct table *t, __u32 job_slot,
				       const struct newcomer *who)
{
	__u32 marks = marks_for(job_at(t, job_slot), who);

	if (marks & PT_JOB_DYING)
		return SIGKILL;
	if (t->state->overflow == PT_OVERFLOW_KILL && *cell_at(t->cells, who->tgid) & UNTABLED) {
		t->state->overflow_kills++;
		return SIGKILL;
	}
	return marks & PT_JOB_SUSPENDED ? SIGSTOP : 0;
}

/* A member forked: answers the signal that the child shall have, or 0. */
__noinline int table_fork(__u32 parent_tgid, const struct newcomer *child)
{
	__u32 job_slot;
	struct table t;
	int signal = 0;

	if (!child || !table_open(&t))
		return 0;
	if (child->tgid >= knobs.pid_limit) {
		__sync_fetch_and_add(&t.state->pid_limit_kills, 1);
		return SIGKILL;
	}
	bpf_spin_lock(t.lock);
	job_slot = locked_cell_job(&t, *cell_at(t.cells, parent_tgid));
	if (job_slot) {
		t.state->lost_exits += locked_member_remove(&t, child->tgid);
		locked_member_add(&t, job_slot, child);
		signal = locked_fate(&t, job_slot, child);
	}
	bpf_spin_unlock(t.lock);
	return signal;
}

/* A process is gone, or (lost) a newborn has the pid of one whose exit was missed. */
__noinline int table_exit(__u32 tgid, __u32 lost)
{
	struct table t;
	int removed;

	if (!table_open(&t))
		return 0;
	bpf_spin_lock(t.lock);
	removed = locked_member_remove(&t, tgid);
	if (lost)
		t.state->lost_exits += removed;
	bpf_spin_unlock(t.lock);
	return removed;
}

/*
 * Signal a process that has not run yet.  Where the kernel cannot, its parent:
 * whoever forks in a dying or suspended job shall die or stop, and user space
 * sweeps up the child.
 */
static __always_inline void signal_newborn(struct task_struct *child, int signal)
{
	__u32 zero = 0;
	struct pt_state *state = bpf_map_lookup_elem(&pt_state, &zero);
	int error;

	if (knobs.features & PT_FEATURE_SIGNAL_TASK)
		error = bpf_send_signal_task(child, signal, PIDTYPE_TGID, 0);
	else
		error = bpf_send_signal(signal);
	if (error && state)
		__sync_fetch_and_add(&state->signal_failures, 1);
}

/* Who made a user namespace rules all that is in it, and in those below. */
static __always_inline __u32 ns_owner_of(const struct cred *cred)
{
	struct user_namespace *ns = cred->user_ns;

	if (ns->level == 0)
		return cred->uid.val;
	for (int i = 0; i < NS_LEVEL_MAX && ns->level > 1; i++)
		ns = ns->parent;
	return ns->owner.val;
}

/* Everything in here is paid by members only. */
static __always_inline void member_forked(__u32 parent_tgid, struct task_struct *child)
{
	const struct cred *cred = child->real_cred;
	struct newcomer who = {.tgid = child->tgid,
			       .uid = cred->uid.val,
			       .suid = cred->suid.val,
			       .ns_owner = ns_owner_of(cred),
			       .start = child->start_boottime};
	int signal = table_fork(parent_tgid, &who);

	if (signal)
		signal_newborn(child, signal);
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(proctrack_fork, struct task_struct *parent, struct task_struct *child)
{
	__u32 zero = 0, tgid = child->tgid;
	__u32 *cells = bpf_map_lookup_elem(&pt_cells, &zero);

	if (!cells || child->pid != tgid)
		return 0;
	if (cell_peek(cells, parent->tgid))
		member_forked(parent->tgid, child);
	else if (cell_peek(cells, tgid))
		table_exit(tgid, 1);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(proctrack_exit, struct task_struct *task)
{
	__u32 zero = 0, tgid = task->tgid;
	__u32 *cells = bpf_map_lookup_elem(&pt_cells, &zero);

	if (cells && cell_peek(cells, tgid) && is_dead(task))
		table_exit(tgid, 0);
	return 0;
}

#endif
