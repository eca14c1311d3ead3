/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pids.bpf.h: pids as the caller sees them, of a job and of all jobs, into the
 * answer page of a walk.  A job's come in one page or not at all; all of them
 * come in the order of the kernel's pids, so that no page is remembered and
 * none comes twice, whoever comes and goes.
 */
#ifndef PROCTRACK_PIDS_H
#define PROCTRACK_PIDS_H

#include "caller.bpf.h"
#include "list.bpf.h"
#include "register.bpf.h"

#define PIDS_A_CALL (1 << 20) /* so that no call keeps a processor for long */

struct pids_walk {
	struct walk walk;
	__u32 count;
	__u32 at; /* in the pid table */
	__u32 more;
	__u32 limit; /* of the pid table */
	__u32 padding;
};

static __always_inline __u32 *word_at(void *page, __u32 i)
{
	return (__u32 *)page + bounded(i, PT_PIDS_BYTES / sizeof(__u32));
}

static long pids_batch(__u32 step, struct pids_walk *p)
{
	struct batch *batch = batch_of(&p->walk);
	void *page = page_of(&p->walk);

	if (!page || !batch)
		return 1;
	walk_next(&p->walk, batch, 0);
	for (__u32 i = 0; i < BATCH; i++) {
		__u32 pid;

		if (i >= batch->count)
			break;
		if (meet(batch->seen[i].tgid))
			continue;
		pid = visible_pid(batch->seen[i].tgid, batch->seen[i].start);
		*word_at(page, p->count) = pid | (batch->seen[i].ending ? PT_PID_ENDING : 0);
		p->count = count_if_ok(p->count, !pid);
	}
	p->more = batch->more;
	return !p->more || p->count + BATCH > PT_PIDS_BYTES / sizeof(__u32);
}

static __noinline int pids_begin(__u32 id, struct pids_walk *p)
{
	__u32 quota_owner = cursor_owner();
	struct table t;
	int error;

	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	error = locked_walk_begin(&t, &p->walk, id, 0, quota_owner);
	if (!error)
		p->more = job_at(&t, p->walk.job)->untabled;
	bpf_spin_unlock(&t.internal->lock);
	return error;
}

/* A job's pids, if they fit and all have records: in the walk's page. */
static __noinline int op_pids(__u32 id, struct pids_walk *p)
{
	int error;

	if (!id)
		return -EINVAL;
	if (!caller_knows_pids())
		return -ENOSYS;
	error = pids_begin(id, p);
	if (error == -ESRCH)
		return 0;
	if (!error && !p->more)
		bpf_loop(STEPS_MAX, pids_batch, p, 0);
	return error;
}

/* A pair for an entry's process, if it is one of a job that the caller sees. */
static __noinline void add_pair(struct pids_walk *p, __u32 tgid)
{
	void *page = page_of(&p->walk);
	struct job_name job = {};
	__u32 pid;

	if (!page)
		return;
	job_name_of(tgid, &job);
	pid = job.id ? visible_pid(tgid, 0) : 0;
	*word_at(page, p->count) = pid | (job.ending ? PT_PID_ENDING : 0);
	*word_at(page, p->count + 1) = job.id;
	p->count = count_if_ok(count_if_ok(p->count, !pid), !pid);
}

static long pids_steps(__u32 step, struct pids_walk *p)
{
	__u32 zero = 0;
	__u32 *pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);

	if (!pid_table)
		return 1;
	if (p->at >= p->limit) {
		p->more = 0;
		return 1;
	}
	if (step_is_empty(p->at)) {
		p->at += PIDS_A_STEP;
		return 0;
	}
	for (__u32 i = 0; i < PIDS_A_STEP; i++) {
		if (p->count + 2 > PT_PIDS_BYTES / sizeof(__u32))
			return 1;
		if (p->at >= p->limit) {
			p->more = 0;
			return 1;
		}
		if (pid_entry_raw(pid_table, p->at) && !meet(p->at))
			add_pair(p, p->at);
		p->at = count_if_ok(p->at, 0);
	}
	return 0;
}

/* In the order of the kernel's pids, so that none comes twice, whoever comes and goes. */
static __noinline int op_all_pids(__u32 after, struct pids_walk *p)
{
	__u32 quota_owner = cursor_owner();
	struct table t;

	if (!caller_knows_pids())
		return -ENOSYS;
	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	p->walk.cursor = locked_cursor_take(&t, quota_owner);
	bpf_spin_unlock(&t.internal->lock);
	if (!p->walk.cursor)
		return -EAGAIN;
	p->at = after;
	p->more = 1;
	p->limit = pid_steps() * PIDS_A_STEP;
	bpf_loop(PIDS_A_CALL / PIDS_A_STEP, pids_steps, p, 0);
	return 0;
}

#endif
