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

	if (!child || !table_open_books(&t))
		return 0;
	if (child->tgid >= knobs.pid_limit) {
		__sync_fetch_and_add(&t.state->pid_limit_kills, 1);
		return SIGKILL;
	}
	bpf_spin_lock(t.lock);
	job_slot = locked_cell_job(&t, *cell_at(t.cells, parent_tgid));
	if (job_slot) {
		locked_member_add(&t, job_slot, child);
		signal = locked_fate(&t, job_slot, child);
	}
	bpf_spin_unlock(t.lock);
	return signal;
}

/* A process is gone, or (lost) a newborn has the pid of one whose exit was missed. */
__noinline int table_exit(__u32 tgid, const struct departure *who, __u32 lost)
{
	struct table t;
	int removed;

	if (!who || !table_open_books(&t))
		return 0;
	bpf_spin_lock(t.lock);
	removed = locked_member_remove(&t, tgid, who);
	if (lost)
		t.state->lost_exits += removed;
	bpf_spin_unlock(t.lock);
	return removed;
}

static __noinline void table_lost(__u32 tgid)
{
	struct departure nothing = {.end = PT_ENDS, .now = bpf_ktime_get_boot_ns()};

	table_exit(tgid, &nothing, 1);
}

/* What the kernel adds to a process up to its end, when it was counted before. */
__noinline int table_settle(__u32 tgid, const struct departure *who)
{
	struct table t;
	__u32 *cell;

	if (!who || !table_open_books(&t))
		return 0;
	bpf_spin_lock(t.lock);
	cell = cell_at(t.cells, tgid);
	if (*cell & GHOST && ghost_at(&t, *cell & ~GHOST)->start == who->start) {
		locked_settle(&t, *cell, who);
		locked_ghost_end(&t, cell);
	}
	bpf_spin_unlock(t.lock);
	return 0;
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
			       .parent = parent_tgid,
			       .start = child->start_boottime,
			       .now = child->start_boottime};
	int signal;

	copy_comm(who.comm, child->comm);
	signal = table_fork(parent_tgid, &who);
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
	if (cell_peek(cells, tgid))
		table_lost(tgid);
	if (cell_peek(cells, parent->tgid))
		member_forked(parent->tgid, child);
	return 0;
}

/* The last thread, the leader if that is another one, and those that were released. */
static __noinline void departing(struct task_struct *task, struct departure *who)
{
	struct signal_struct *signal = task->signal;
	struct task_struct *leader = task->group_leader;

	add_released(&who->used, signal);
	add_thread(&who->used, leader);
	if (task->pid != leader->pid)
		add_thread(&who->used, task);
	split_cpu(&who->used);
	add_io(&who->used, task);
	who->used.max_rss = (__u64)signal->maxrss << PAGE_SHIFT;
	who->last_rss = last_rss(task->mm);
}

/* Who it was, and how it ended. */
static __always_inline void parting(struct task_struct *task, struct departure *who)
{
	struct signal_struct *signal = task->signal;
	struct task_struct *leader = task->group_leader;

	who->status =
		signal->flags & SIGNAL_GROUP_EXIT ? signal->group_exit_code : leader->exit_code;
	who->end = end_of(who->status, signal->oom_mm != 0);
	who->start = leader->start_boottime;
	who->now = bpf_ktime_get_boot_ns();
	who->uid = task->real_cred->uid.val;
	copy_comm(who->comm, leader->comm);
}

static __noinline void member_exited(struct task_struct *task)
{
	struct departure who = {};

	departing(task, &who);
	parting(task, &who);
	table_exit(task->tgid, &who, 0);
}

/* It exited while it was registered: what it used, and how it ended, comes when it is settled. */
static __noinline void member_exited_early(__u32 tgid, __u64 start)
{
	struct departure who = {.start = start, .end = PT_ENDS, .now = bpf_ktime_get_boot_ns()};

	table_exit(tgid, &who, 0);
}

/* I/O of a thread, whose process lives on, or (two may be the last) has just left. */
__noinline int table_thread(__u32 tgid, __u64 start, const struct figures *used)
{
	__u64 generation = 0;
	__u32 cell, slot = 0;
	struct table t;

	if (!used || !table_open_books(&t))
		return 0;
	bpf_spin_lock(t.lock);
	cell = *cell_at(t.cells, tgid);
	if (cell & GHOST && ghost_at(&t, cell & ~GHOST)->start == start) {
		slot = ghost_at(&t, cell & ~GHOST)->account;
		generation = ghost_at(&t, cell & ~GHOST)->generation;
	} else if (locked_cell_job(&t, cell)) {
		slot = job_at(&t, locked_cell_job(&t, cell))->account;
		generation = account_at(&t, slot)->it.generation;
	}
	if (slot && account_at(&t, slot)->it.generation == generation)
		locked_figures_add(&account_at(&t, slot)->it.usage, used);
	if (slot)
		locked_figures_add(&t.state->ended, used);
	bpf_spin_unlock(t.lock);
	return 0;
}

static __noinline void thread_exited(struct task_struct *task)
{
	struct figures used = {};

	add_io(&used, task);
	table_thread(task->tgid, start_of(task), &used);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(proctrack_exit, struct task_struct *task)
{
	__u32 zero = 0, tgid = task->tgid;
	__u32 *cells = bpf_map_lookup_elem(&pt_cells, &zero);

	if (!cells || !cell_raw(cells, tgid))
		return 0;
	if (cell_peek(cells, tgid) && is_dead(task))
		member_exited(task);
	else
		thread_exited(task);
	return 0;
}

/* All threads were released, and the leader will not run again: the sums are final. */
static __noinline void member_freed(struct task_struct *leader)
{
	struct departure who = {};

	add_released(&who.used, leader->signal);
	split_cpu(&who.used);
	parting(leader, &who);
	table_settle(leader->tgid, &who);
}

SEC("tp_btf/sched_process_free")
int BPF_PROG(proctrack_free, struct task_struct *task)
{
	__u32 zero = 0, tgid = task->tgid;
	__u32 *cells = bpf_map_lookup_elem(&pt_cells, &zero);

	if (cells && cell_raw(cells, tgid) & GHOST && task->pid == tgid)
		member_freed(task);
	return 0;
}

#endif
