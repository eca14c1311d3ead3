/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tie.bpf.h: give a job an owner. */
#ifndef PROCTRACK_TIE_H
#define PROCTRACK_TIE_H

#include "reap.bpf.h"
#include "register.bpf.h"

struct tie {
	__u32 job;
	__u32 unprivileged;
	__u64 generation;
	__u64 start;
	__u32 uid; /* of the caller */
	__u32 pid_ns;
	struct actor owner;
};

/* Tie a job to an owner, or to nobody. */
__noinline int table_tie(const struct tie *tie)
{
	struct table t;
	struct job *job;
	__u32 slot;
	int error = -ESRCH;

	if (!tie || !table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	slot = locked_job_find(&t, tie->job);
	job = job_at(&t, slot);
	if (slot && members(job) && (!tie->generation || tie->generation == job->generation))
		error = tie->unprivileged && !owns(job, tie->uid, tie->pid_ns) ? -EPERM : 0;
	if (!error && job->flags & PT_JOB_OWNER_ENDED)
		error = -EBUSY;
	if (!error) {
		job->owner = tie->owner.pid;
		job->owner_uid = tie->owner.uid;
		job->owner_start = tie->start;
		copy_comm(job->owner_comm, tie->owner.comm);
		if (tie->unprivileged)
			job->flags &= ~PT_JOB_TIED_ALL;
		else
			job->flags |= PT_JOB_TIED_ALL;
	}
	bpf_spin_unlock(&t.internal->lock);
	return error;
}

static __noinline int tie_to(struct pt_request *request, struct task_struct *owner,
			     __u32 unprivileged)
{
	struct tie tie = {.job = request->job,
			  .generation = request->generation,
			  .unprivileged = unprivileged,
			  .uid = caller_uid(),
			  .pid_ns = caller_pid_ns()};

	if (owner) {
		tie.start = start_of(owner);
		actor_is(&tie.owner, owner);
	}
	return table_tie(&tie);
}

/*
 * The owner may end while it becomes one.  Its exit hook either sees the bit, and then the job that
 * was written before it, or we see that it is dead: as in join().
 */
static __noinline int own(struct pt_request *request, struct owners *owners,
			  struct task_struct *owner, __u32 unprivileged)
{
	int error;

	if (owner->flags & PF_KTHREAD || owner->tgid <= 1)
		return -EPERM;
	if (owner->pid != owner->tgid || is_dead(owner))
		return -ESRCH;
	error = tie_to(request, owner, unprivileged);
	if (error)
		return error;
	owner_add(owners, owner->tgid);
	if (is_dead(owner))
		owner_end(owners, owner);
	return 0;
}

/* By root. */
static __noinline int op_tie(struct pt_request *request)
{
	__u32 zero = 0;
	struct owners *owners = bpf_map_lookup_elem(&pt_owners, &zero);
	struct task_struct *owner;
	int error = (config.features & REACHES) == REACHES ? 0 : -EOPNOTSUPP;

	if (!request->job)
		return -EINVAL;
	if (!owners)
		return -ENODEV;
	if (error || !request->tie.pid)
		return error ? error : tie_to(request, 0, 0);
	if (request->tie.pid < 0)
		return -ESRCH;
	if (request->tie.pid == 1)
		return -EPERM;
	owner = bpf_task_from_pid(request->tie.pid);
	if (!owner)
		return -ESRCH;
	error = is_at(owner, request->tie.start) ? own(request, owners, owner, 0) : -ESRCH;
	bpf_task_release(owner);
	reap_due(owners);
	return error;
}

/* By anybody, of an owner that the caller sees and might signal. */
static __noinline int call_tie(struct pt_request *request, __u32 unprivileged)
{
	__u32 zero = 0;
	struct owners *owners = bpf_map_lookup_elem(&pt_owners, &zero);
	struct task_struct *owner;
	int error = config.features & PT_FEATURE_CALL_TASKS ? 0 : -ENOSYS;

	if (!request->job)
		return -EINVAL;
	if (!owners)
		return -ENODEV;
	if (error || !request->tie.pid)
		return error ? error : tie_to(request, 0, unprivileged);
	if (request->tie.pid == 1 && caller_sees_all())
		return -EPERM;
	owner = request->tie.pid < 0 ? 0 : bpf_task_from_vpid(request->tie.pid);
	if (!owner)
		return -ESRCH;
	error = -ESRCH;
	if (is_at(owner, request->tie.start))
		error = unprivileged && may_signal(owner, 0) == REFUSED
				? -EPERM
				: own(request, owners, owner, unprivileged);
	bpf_task_release(owner);
	reap_due(owners);
	return error;
}

#endif
