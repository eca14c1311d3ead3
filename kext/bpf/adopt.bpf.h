/* SPDX-License-Identifier: GPL-2.0-or-later */
/* adopt.bpf.h: take a process into a job together with the descendants that it has already. */
#ifndef PROCTRACK_ADOPT_H
#define PROCTRACK_ADOPT_H

#include "register.bpf.h"

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

/* Apart, for a small frame: whoever is taken needs the rest of the stack. */
static __noinline int is_stray_of(struct task_struct *task, __u32 tgid)
{
	__u32 zero = 0;
	__u32 *pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);

	return pid_table && !pid_entry_peek(pid_table, task->tgid) && descends_from(task, tgid);
}

struct pass {
	__u32 taken;
	__u32 unborn; /* descendants that cannot be taken yet */
};

/* Take every descendant that is in no job. */
static __noinline void adopt_pass(__u32 id, __u32 tgid, struct pass *pass)
{
	struct bpf_iter_task it;
	struct task_struct *task;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, 0, TASK_ITER_ALL_PROCS);
	while ((task = bpf_iter_task_next(&it))) {
		struct task_struct *held;
		int error;

		if (!is_stray_of(task, tgid))
			continue;
		held = bpf_task_acquire(task);
		if (!held)
			continue;
		error = join(id, held, 1);
		pass->taken = count_if_ok(pass->taken, error);
		pass->unborn = count_if_ok(pass->unborn, error != -EAGAIN);
		bpf_task_release(held);
	}
	bpf_iter_task_destroy(&it);
	bpf_rcu_read_unlock();
}

/*
 * Whoever is taken passes the job on to new children; so a pass that finds
 * nobody new, and nobody half born, has them all.  -EAGAIN: still finding
 * some; what was taken stays, call again.
 */
static __noinline int op_adopt(struct pt_request *request)
{
	__u32 taken, more = 1;
	int error;

	if (!(config.features & PT_FEATURE_TASK_ITER))
		return -EOPNOTSUPP;
	error = op_register(request, 0);
	taken = !error;
	if (error == -EEXIST && job_of(request->reg.pid) == request->job)
		error = 0;
	if (error)
		return error;
	for (int i = 0; i < ADOPT_PASSES && more; i++) {
		struct pass pass = {};

		adopt_pass(request->job, request->reg.pid, &pass);
		taken += pass.taken;
		more = pass.taken + pass.unborn;
	}
	request->count = taken;
	return more ? -EAGAIN : 0;
}

#endif
