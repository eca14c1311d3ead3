/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reap.bpf.h: signal the jobs whose owner has ended, from the hooks. */
#ifndef PROCTRACK_REAP_H
#define PROCTRACK_REAP_H

#include "owners.bpf.h"

/* As a signal_walk, but nobody calls: there is nobody to count for, and less to call. */
struct reap_walk {
	struct walk walk;
	__u32 rule;	/* RULE_ */
	__u32 untabled; /* members that the list does not have */
	__u64 after;	/* all members up to this sequence number were signalled */
	__u32 failed;	/* somebody could not be */
	__u32 more;	/* the list goes on */
};

static __always_inline void reap_one(struct reap_walk *w, __u32 tgid, __u64 start)
{
	int error = signal_member(&w->walk, tgid, start, SIGKILL, w->rule);

	if (error && error != -ESRCH && error != -EPERM)
		w->failed = 1;
}

static long reap_batch(__u32 step, struct reap_walk *w)
{
	struct batch *batch = batch_of(&w->walk);

	if (!batch)
		return 1;
	walk_next(&w->walk, batch, w->after);
	for (__u32 i = 0; i < BATCH; i++) {
		if (i >= batch->count)
			break;
		reap_one(w, batch->seen[i].tgid, batch->seen[i].start);
		if (!w->failed)
			w->after = batch->seen[i].sequence;
	}
	w->more = batch->more;
	return w->failed || !batch->more;
}

static long reap_pids(__u32 step, struct reap_walk *w)
{
	__u32 zero = 0, first = step * PIDS_A_STEP;
	__u32 *pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);

	if (!pid_table)
		return 1;
	if (step_is_empty(first))
		return 0;
	for (__u32 i = 0; i < PIDS_A_STEP; i++)
		if (pid_entry_peek(pid_table, first + i) == (UNTABLED | w->walk.job))
			reap_one(w, first + i, 0);
	return 0;
}

/* Begin to walk over a job that is not reaped. */
__noinline int reap_begin(__u32 slot, struct reap_walk *w)
{
	struct table t;
	struct job *job;
	int error = -ESRCH;

	if (!w || !table_open(&t))
		return error;
	bpf_spin_lock(&t.internal->lock);
	job = job_at(&t, slot);
	if (members(job) && job->flags & PT_JOB_OWNER_ENDED && !(job->flags & PT_JOB_REAPED)) {
		error = locked_walk_begin(&t, &w->walk, job->id, job->generation, 0);
		w->untabled = job->untabled;
		w->rule = job->flags & PT_JOB_TIED_ALL ? RULE_NONE : RULE_JOB;
		w->after = job->reaped;
	}
	bpf_spin_unlock(&t.internal->lock);
	return error;
}

__noinline int reap_end(const struct reap_walk *w)
{
	struct table t;
	struct job *job;

	if (!w || !table_open(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	job = job_at(&t, w->walk.job);
	if (job->generation == w->walk.generation) {
		job->reaped = w->after;
		if (!w->more && !w->failed)
			job->flags |= PT_JOB_REAPED;
	}
	bpf_spin_unlock(&t.internal->lock);
	return walk_end(&w->walk);
}

#define REAPED_AT_ONCE 4096 /* by one hook */

static long reap_job(__u32 slot, __u32 *unreaped)
{
	struct reap_walk w = {.more = 1};
	struct table t;
	int error;

	if (!table_open(&t) || slot > *(volatile __u32 *)&t.internal->job_unused)
		return 1;
	if (!(*(volatile __u32 *)&job_at(&t, slot)->flags & PT_JOB_OWNER_ENDED))
		return 0;
	error = reap_begin(slot, &w);
	if (error == -EAGAIN)
		*unreaped = 1;
	if (error)
		return 0;
	bpf_loop(REAPED_AT_ONCE / BATCH, reap_batch, &w, 0);
	if (!w.more && !w.failed && w.untabled)
		bpf_loop(pid_steps(), reap_pids, &w, 0);
	*unreaped |= w.more || w.failed;
	reap_end(&w);
	return 0;
}

/*
 * Signal all jobs whose owner has ended.  What is more than a hook should do, or fails here and
 * now, is left to the next process that ends, of whatever job: there will be many.
 */
static __always_inline void reap_due(struct owners *owners)
{
	__u32 unreaped = 0;

	if (!owners->unreaped || bpf_get_current_task_btf()->flags & PF_KTHREAD)
		return; /* from a thread of its own the kernel sends no signal */
	/* with its full barrier: either we see a job, or whoever marks it sees that it is not done
	 */
	__sync_fetch_and_and(&owners->unreaped, 0);
	bpf_loop(config.job_limit, reap_job, &unreaped, 0);
	if (unreaped)
		owners->unreaped = 1;
}

/* Somebody wants to be sure that nothing was missed. */
static __always_inline void owners_sweep(void)
{
	__u32 zero = 0;
	struct owners *owners = bpf_map_lookup_elem(&pt_owners, &zero);

	if (!owners || !may_be_missed())
		return;
	look_at_owners(owners);
	reap_due(owners);
}

/* A task ends: of an owner, or while there is something to reap. */
static __always_inline void on_owner_end(struct task_struct *task)
{
	__u32 zero = 0;
	struct owners *owners = bpf_map_lookup_elem(&pt_owners, &zero);

	if (!owners || !(*(volatile __u32 *)&owners->count | *(volatile __u32 *)&owners->unreaped))
		return;
	if (is_owner(owners, task->tgid))
		owner_end(owners, task);
	else if (may_be_missed())
		look_at_owners(owners);
	reap_due(owners);
}

/* A process is freed whose exit hook may have been skipped; its pid may be another owner's by now.
 */
static __always_inline void on_owner_freed(struct task_struct *task)
{
	__u32 zero = 0;
	struct owners *owners = bpf_map_lookup_elem(&pt_owners, &zero);

	if (owners && task->pid == task->tgid && is_owner(owners, task->tgid) && owner_ended(task))
		owners->unreaped = 1;
}

#endif
