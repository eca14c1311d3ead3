/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * list.bpf.h: pages of processes and jobs.  A page goes on where the last one
 * ended, by sequence number (processes), pid (processes without a record) or
 * slot (jobs), so whoever stays through the listing is in it exactly once.
 */
#ifndef PROCTRACK_LIST_H
#define PROCTRACK_LIST_H

#include "meet.bpf.h"

#define AFTER_PIDS (1ULL << 63) /* the records are done; the rest is a pid */
#define JOBS_A_STEP 32

struct list_walk {
	struct walk walk;
	__u32 id; /* of the job; in a list of all jobs, of the last process */
	__u32 count;
	__u32 first; /* pid to begin with in the pid table */
	__u32 limit; /* and where they end */
	__u32 done;
	__u32 untabled; /* members that the list does not have, at the beginning */
	__u64 after;
	__u64 hint; /* in a list of all jobs, when the last process started */
};

static __always_inline __u32 state_letter(struct task_struct *task)
{
	__u32 state = task->__state;

	if (is_dead(task))
		return is_gone(task) ? 'Z' : PT_STATE_ENDING;
	if (task->exit_state) /* of the first thread: the others' cannot be given in one letter */
		return '?';
	if (task->jobctl & JOBCTL_TRAP_FREEZE || state & TASK_FROZEN)
		return PT_STATE_FROZEN; /* stopped or not: nothing goes on before it is thawed */
	if (!state)
		return 'R';
	if (state & 0x0004)
		return 'T';
	if (state & 0x0008)
		return 't';
	if (state & 0x0002)
		return state & 0x0400 ? 'I' : 'D';
	return 'S';
}

/* Details are as the kernel has them; without bpf_task_from_pid the client reads /proc. */
__noinline int describe(struct pt_process *out, __u32 id, __u32 tgid, __u64 start, __u32 flags)
{
	struct task_struct *task;

	if (!out)
		return 0;
	__builtin_memset(out, 0, sizeof(*out));
	out->pid = tgid;
	out->job = id;
	out->start = start;
	out->flags = flags;
	if (!(config.features & PT_FEATURE_TASK_FROM_PID))
		return 0;
	task = bpf_task_from_pid(tgid);
	if (!task)
		return 0;
	if (!start || task->group_leader->start_boottime == start) {
		out->parent = task->real_parent->tgid;
		out->uid = task->cred->uid.val;
		out->start = task->group_leader->start_boottime;
		out->state = state_letter(task);
		if (is_dead(task))
			out->flags |= PT_PROCESS_ENDING;
		for (int i = 0; i < PT_COMM_SIZE; i++)
			out->comm[i] = task->comm[i];
	}
	bpf_task_release(task);
	return 0;
}

static __always_inline struct pt_process *item_at(void *page, __u32 i)
{
	return (struct pt_process *)page + bounded(i, PT_PAGE_ITEMS);
}

static long list_batch(__u32 step, struct list_walk *l)
{
	struct batch *batch = batch_of(&l->walk);
	void *page = page_of(&l->walk);

	if (!page || !batch)
		return 1;
	walk_next(&l->walk, batch, l->after);
	for (__u32 i = 0; i < BATCH; i++) {
		struct seen *seen = &batch->seen[i];

		if (i >= batch->count)
			break;
		l->after = seen->sequence;
		l->hint = seen->slot;
		if (meet(seen->tgid))
			continue;
		describe(item_at(page, l->count), l->id, seen->tgid, seen->start,
			 seen->ending ? PT_PROCESS_ENDING : 0);
		l->count = count_if_ok(l->count, 0);
	}
	if (!batch->more) {
		l->after = AFTER_PIDS;
		return 1;
	}
	return l->count + BATCH > PT_PAGE_ITEMS;
}

/* Whether the process with this pid is a member of the job, and has no record. */
static __always_inline int is_untabled_of(const struct sight *seen, __u32 job_slot)
{
	return (seen->member & ~DEMOTED) == (UNTABLED | job_slot);
}

#define LISTED 0x80000000u

/*
 * LISTED and the flags of a process if its entry is to be listed: of a job's, those that its list
 * does not have.  A walk over no job's list is one over all jobs.
 */
__noinline __u32 listed(__u32 tgid, struct list_walk *l)
{
	struct sight seen = {};
	struct table t;

	if (!l || !table_open(&t) || !look_at(tgid, &seen))
		return 0;
	if (l->walk.job && !is_untabled_of(&seen, l->walk.job))
		return 0;
	if (!l->walk.job) {
		l->hint = seen.start;
		l->id = job_at(&t, locked_member_job(&t, seen.member))->id;
	}
	return LISTED | (seen.member & UNTABLED ? PT_PROCESS_UNTABLED : 0) |
	       (seen.ending ? PT_PROCESS_ENDING : 0);
}

static long list_pids(__u32 step, struct list_walk *l)
{
	__u32 zero = 0;
	__u32 *pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);
	void *page = page_of(&l->walk);

	if (!pid_table || !page)
		return 1;
	if (l->first + step * PIDS_A_STEP >= l->limit) {
		l->done = 1;
		return 1;
	}
	if (step_is_empty(l->first + step * PIDS_A_STEP))
		return 0;
	for (__u32 i = 0; i < PIDS_A_STEP; i++) {
		__u32 tgid = l->first + step * PIDS_A_STEP + i, flags;

		if (l->count >= PT_PAGE_ITEMS) {
			l->after = AFTER_PIDS | tgid;
			return 1;
		}
		if (tgid >= l->limit) {
			l->done = 1;
			return 1;
		}
		flags = pid_entry_raw(pid_table, tgid) ? listed(tgid, l) : 0;
		if (flags && !meet(tgid)) {
			describe(item_at(page, l->count), l->id, tgid, l->walk.job ? 0 : l->hint,
				 flags & ~LISTED);
			l->count = count_if_ok(l->count, 0);
		}
	}
	return 0;
}

/* A frame of its own: the verifier adds up those that are there at one time. */
static __noinline int list_begin(struct pt_request *request, struct list_walk *l)
{
	struct table t;
	int error;

	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	if (request->job) {
		error = locked_walk_begin(&t, &l->walk, request->job, request->generation, 0);
		if (!error) {
			locked_walk_go_on(&t, &l->walk, request->list.after, request->list.hint);
			l->untabled = job_at(&t, l->walk.job)->untabled;
		}
		request->generation = l->walk.generation;
	} else {
		l->walk.cursor = locked_cursor_take(&t, 0);
		error = l->walk.cursor ? 0 : -EAGAIN;
		l->after |= AFTER_PIDS;
		l->untabled = t.state->counters.tracked;
	}
	bpf_spin_unlock(&t.internal->lock);
	return error;
}

/*
 * One page of a job's processes, or of those of all jobs, into the walk's answer
 * page, which is the caller's until it ends the walk.
 */
static __noinline int op_list(struct pt_request *request, struct walk *walk)
{
	struct list_walk l = {.id = request->job, .after = request->list.after};
	int error;

	error = list_begin(request, &l);
	*walk = l.walk;
	if (error)
		return error;
	if (!(l.after & AFTER_PIDS))
		bpf_loop(STEPS_MAX, list_batch, &l, 0);
	if (l.after & AFTER_PIDS) {
		l.first = (__u32)l.after;
		l.done = !l.untabled;
		l.limit = pid_steps() * PIDS_A_STEP;
		if (l.untabled)
			bpf_loop(l.limit / PIDS_A_STEP + 1, list_pids, &l, 0);
	}
	request->count = l.count;
	request->list.after = l.done ? 0 : l.after;
	request->list.hint = l.hint;
	return 0;
}

struct jobs_walk {
	struct walk walk;
	__u32 slot;
	__u32 count;
	__u32 done;
};

static long list_jobs(__u32 step, struct jobs_walk *l)
{
	struct pt_job_info *page = page_of(&l->walk);
	struct table t;

	if (!page || !table_open(&t))
		return 1;
	bpf_spin_lock(&t.internal->lock);
	for (int i = 0; i < JOBS_A_STEP; i++) {
		if (l->slot >= t.internal->job_unused) {
			l->done = 1;
			break;
		}
		if (l->count >= PT_PAGE_JOBS)
			break;
		l->slot++;
		if (members(job_at(&t, l->slot))) {
			locked_job_info(job_at(&t, l->slot),
					page + bounded(l->count, PT_PAGE_JOBS));
			l->count++;
		}
	}
	bpf_spin_unlock(&t.internal->lock);
	return l->done || l->count >= PT_PAGE_JOBS;
}

static __noinline int op_jobs(struct pt_request *request, struct walk *walk)
{
	struct jobs_walk l = {.slot = request->list.after};
	struct table t;

	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	l.walk.cursor = locked_cursor_take(&t, 0);
	bpf_spin_unlock(&t.internal->lock);
	*walk = l.walk;
	if (!walk->cursor)
		return -EAGAIN;
	bpf_loop(STEPS_MAX, list_jobs, &l, 0);
	request->count = l.count;
	request->list.after = l.done ? 0 : l.slot;
	return 0;
}

#endif
