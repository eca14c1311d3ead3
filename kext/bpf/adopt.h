/* SPDX-License-Identifier: GPL-2.0-or-later */
/* adopt.h: take a process into a job together with the descendants that it has already. */
#ifndef PROCTRACK_ADOPT_H
#define PROCTRACK_ADOPT_H

#include "register.h"

#define ANCESTORS_MAX 65536
#define ADOPT_PASSES 16

struct ascent {
	struct task_struct *ancestor;
	__u32 tgid;
	__u32 found;
};

static long ascend(__u32 level, struct ascent *a)
{
	struct task_struct *ancestor = a->ancestor;

	if (!ancestor || ancestor->tgid <= 1)
		return 1;
	if (ancestor->tgid == a->tgid) {
		a->found = 1;
		return 1;
	}
	a->ancestor = ancestor->real_parent;
	return 0;
}

static __always_inline int descends_from(struct task_struct *task, __u32 tgid)
{
	struct ascent a = {.ancestor = task->real_parent, .tgid = tgid};

	bpf_loop(ANCESTORS_MAX, ascend, &a, 0);
	return a.found;
}

/* Take every descendant that is in no job; answers how many were new. */
static __noinline __u32 adopt_pass(__u32 id, __u32 tgid)
{
	__u32 zero = 0, taken = 0;
	__u32 *cells = bpf_map_lookup_elem(&pt_cells, &zero);
	struct bpf_iter_task it;
	struct task_struct *task;

	if (!cells)
		return 0;
	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, 0, TASK_ITER_ALL_PROCS);
	while ((task = bpf_iter_task_next(&it))) {
		struct task_struct *held;

		if (cell_peek(cells, task->tgid) || !descends_from(task, tgid))
			continue;
		held = bpf_task_acquire(task);
		if (!held)
			continue;
		taken = tally(taken, join(id, held, 1));
		bpf_task_release(held);
	}
	bpf_iter_task_destroy(&it);
	bpf_rcu_read_unlock();
	return taken;
}

/* Whoever is taken passes the job on to new children; so a pass that finds nobody new has them
 * all. -EAGAIN: still finding new ones; what was taken stays, call again. */
static __noinline int op_adopt(struct pt_request *request)
{
	__u32 taken = 0, found = 1;
	int error;

	if (!(knobs.features & PT_FEATURE_TASK_ITER))
		return -EOPNOTSUPP;
	error = op_register(request, 0);
	taken = !error;
	if (error == -EEXIST && job_of(request->pid) == request->job)
		error = 0;
	if (error)
		return error;
	for (int i = 0; i < ADOPT_PASSES && found; i++) {
		found = adopt_pass(request->job, request->pid);
		taken += found;
	}
	request->count = taken;
	return found ? -EAGAIN : 0;
}

#endif
