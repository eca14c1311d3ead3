/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * births.bpf.h: a child enters its parent's job.  It inherits from the process that
 * forks, whatever parent it is given (CLONE_PARENT).  Threads are not processes.
 */
#ifndef PROCTRACK_BIRTHS_H
#define PROCTRACK_BIRTHS_H

#include "members.bpf.h"

/* Whom a job's owner may signal, like kill(2); else only root's marks count for a newborn. */
static __always_inline __u32 marks_for(const struct job *job, const struct new_member *who)
{
	if (job->uid == who->uid || job->uid == who->suid || job->uid == who->ns_owner)
		return job->flags;
	return job->flags >> PT_JOB_ALL_SHIFT;
}

/* What a full table or the job's state has in store for a newborn; 0 = nothing. */
static __always_inline int locked_pending_signal(const struct table *t, __u32 job_slot,
						 const struct new_member *who)
{
	__u32 marks = marks_for(job_at(t, job_slot), who);

	if (marks & PT_JOB_DYING)
		return SIGKILL;
	if (t->state->settings.overflow == PT_OVERFLOW_KILL &&
	    *pid_entry(t->pid_table, who->tgid) & UNTABLED) {
		t->state->counters.overflow_kills++;
		return SIGKILL;
	}
	return marks & PT_JOB_SUSPENDED ? SIGSTOP : 0;
}

/*
 * A process that is being born cannot be the member that its entry names, unless somebody
 * registered it since it was woken: then nobody saw the exit of an earlier one.  Answers whether
 * the place is free.
 */
static __always_inline int locked_place_clear(const struct table *t, const struct new_member *child)
{
	__u32 entry = *pid_entry(t->pid_table, child->tgid);

	if (!entry_alive(entry)) {
		locked_ended_gives_way(t, child->tgid, child->now);
		return 1;
	}
	if (!(entry & UNTABLED) && locked_entry_is(t, entry, child->start))
		return 0;
	t->state->counters.exits_repaired += locked_member_vanish(t, child->tgid, child->now);
	return 1;
}

/*
 * A process forks: answers the signal that the child shall have, or 0.  repair: the fork hook was
 * skipped, and the child is about to be woken.
 */
__noinline int table_fork(__u32 parent_tgid, const struct new_member *child, __u32 repair)
{
	__u32 job_slot = 0;
	struct table t;
	int signal = 0;

	if (!child || !table_open_accounting(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	if (locked_place_clear(&t, child))
		job_slot = locked_entry_job(&t, *pid_entry(t.pid_table, parent_tgid));
	if (job_slot) {
		locked_member_add(&t, job_slot, child);
		signal = locked_pending_signal(&t, job_slot, child);
		if (repair) /* else not even written: its cache line is cold */
			t.state->counters.births_repaired++;
	}
	bpf_spin_unlock(&t.internal->lock);
	return signal;
}

#define CHANGES_MAX 8 /* of a job's mind, while a child is born */

/* What a newborn of a job that had a signal for it shall be by now. */
__noinline int table_pending_signal(const struct new_member *who)
{
	struct table t;
	__u32 job_slot;
	int signal = 0;

	if (!who || !table_open(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	job_slot = locked_entry_job(&t, *pid_entry(t.pid_table, who->tgid));
	if (job_slot) {
		signal = locked_pending_signal(&t, job_slot, who);
		if (!signal)
			signal = SIGCONT;
	}
	bpf_spin_unlock(&t.internal->lock);
	return signal;
}

/*
 * Signal a process that has not run yet.  Where the kernel cannot, its parent:
 * whoever forks in a dying or suspended job shall die or stop, and user space
 * sweeps up the child.
 */
static __noinline void signal_newborn(struct task_struct *child, int signal)
{
	__u32 zero = 0;
	struct pt_state *state = bpf_map_lookup_elem(&pt_state, &zero);
	int error;

	if (config.features & PT_FEATURE_SIGNAL_TASK)
		error = bpf_send_signal_task(child, signal, PIDTYPE_TGID, 0);
	else
		error = bpf_send_signal(signal);
	if (error && state)
		__sync_fetch_and_add(&state->counters.signal_failures, 1);
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
static __noinline void forked(__u32 parent_tgid, struct task_struct *child, __u32 repair)
{
	const struct cred *cred = child->real_cred;
	struct new_member who = {.tgid = child->tgid,
				 .uid = cred->uid.val,
				 .suid = cred->suid.val,
				 .ns_owner = ns_owner_of(cred),
				 .parent = parent_tgid,
				 .start = child->start_boottime,
				 .now = child->start_boottime};
	int signal;

	if (config.features & PT_FEATURE_BACKUP_HOOKS && !repair)
		who.mark = NEWBORN;
	copy_comm(who.comm, child->comm);
	signal = table_fork(parent_tgid, &who, repair);
	wake_reader();
	/* a SIGCONT to the job may have come in between, and passed by */
	for (int i = 0; i < CHANGES_MAX && signal; i++) {
		int now;

		signal_newborn(child, signal);
		now = signal == SIGKILL ? 0 : table_pending_signal(&who);
		signal = now == signal ? 0 : now;
	}
}

/* The child exists, and cannot run yet. */
static __always_inline void on_fork(__u32 parent_tgid, struct task_struct *child)
{
	__u32 zero = 0, tgid = child->tgid;
	__u32 *pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);

	if (!pid_table || child->pid != tgid)
		return;
	if (pid_entry_raw(pid_table, tgid) || pid_entry_peek(pid_table, parent_tgid))
		forked(parent_tgid, child, 0);
}

/*
 * The child is about to be woken for the first time, by the task that forked it, which holds the
 * lock of a run queue: nobody preempts it here, so the kernel never skips this hook.
 */
static __always_inline void on_wake(__u32 parent_tgid, struct task_struct *child)
{
	__u32 zero = 0, tgid = child->tgid, entry;
	__u32 *pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);

	if (!pid_table || child->pid != tgid)
		return;
	entry = pid_entry_raw(pid_table, tgid);
	if (entry & NEWBORN)
		__sync_fetch_and_and(pid_entry(pid_table, tgid), ~NEWBORN);
	else if (entry || pid_entry_peek(pid_table, parent_tgid))
		forked(parent_tgid, child, 1);
}

#endif
