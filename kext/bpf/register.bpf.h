/* SPDX-License-Identifier: GPL-2.0-or-later */
/* register.bpf.h: put processes into jobs, and ask for them. */
#ifndef PROCTRACK_REGISTER_H
#define PROCTRACK_REGISTER_H

#include "caller.bpf.h"

static __always_inline int locked_table_full(const struct table *t)
{
	const struct internal *internal = t->internal;

	return !internal->record_free && !internal->ending_top &&
	       internal->record_unused >= t->state->settings.capacity;
}

/* Among PT_OP_REGISTER's flags, from calls.bpf.h only: a user asks, not root. */
#define UNPRIVILEGED 0x80000000u

/* What a new job is counted against: 0 = nothing, for root, or -ENOMEM. */
static __always_inline int locked_quota_user(const struct table *t, __u32 quota_owner, __u32 flags)
{
	__u32 slot;

	if (!(flags & UNPRIVILEGED))
		return 0;
	slot = locked_user_of(t, quota_owner);
	if (!slot)
		return -ENOMEM;
	if (locked_quota_taken(t, slot) || user_at(t, slot)->jobs >= t->state->settings.job_share ||
	    t->internal->user_jobs >= locked_user_jobs_max(t)) {
		if (!user_at(t, slot)->jobs)
			locked_user_release(t, slot);
		return -ENOMEM;
	}
	return slot;
}

/* A slot for a job that has no process yet, or -ENOMEM. */
static __always_inline int locked_job_open(const struct table *t, __u32 slot, __u32 id,
					   const struct new_member *who, __u32 flags)
{
	int quota_user = locked_quota_user(t, who->quota_owner, flags);

	if (quota_user < 0)
		return quota_user;
	if (!slot)
		slot = locked_job_new(t, id);
	if (slot) {
		locked_job_begin(t, job_at(t, slot), quota_user, who);
		return slot;
	}
	if (quota_user && !user_at(t, quota_user)->jobs)
		locked_user_release(t, quota_user);
	return -ENOMEM;
}

/*
 * Whether a new member would get no record.  One that has not run yet cannot go without: its
 * wake-up hook would take it for an earlier process.
 */
static __always_inline int locked_no_record(const struct table *t, __u32 job_slot)
{
	return locked_table_full(t) || (members(job_at(t, job_slot)) &&
					locked_quota_taken(t, job_at(t, job_slot)->quota_user));
}

/*
 * A user who asks for a place needs a record.  Root's steps must begin, whoever has filled the
 * table: they are members without one, as newborns are.
 */
static __always_inline int locked_join(const struct table *t, __u32 id,
				       const struct new_member *who, __u32 flags)
{
	int slot;

	if (t->state->closed)
		return -ESHUTDOWN;
	if (locked_is_ending(t, *pid_entry(t->pid_table, who->tgid)) &&
	    locked_ended_is(t, *pid_entry(t->pid_table, who->tgid), who->start))
		return -ESRCH;
	locked_ended_gives_way(t, who->tgid, who->now);
	if (locked_entry_job(t, *pid_entry(t->pid_table, who->tgid)))
		return -EEXIST;
	slot = locked_job_find(t, id);
	if (slot && members(job_at(t, slot))) {
		struct job *job = job_at(t, slot);

		if (flags & PT_FLAG_NEW)
			return -ENOTUNIQ;
		if (flags & UNPRIVILEGED && !owns(job, who->owner, who->pid_ns))
			return -EPERM;
		if (job->flags & PT_JOB_DYING)
			return -EBUSY;
		if (flags & UNPRIVILEGED && locked_quota_taken(t, job->quota_user))
			return -ENOMEM;
	}
	if (flags & UNPRIVILEGED && locked_table_full(t))
		return -ENOMEM;
	if (config.features & PT_FEATURE_BACKUP_HOOKS && who->mark == NOT_RUN &&
	    locked_no_record(t, slot))
		return -EAGAIN;
	if (!slot || !members(job_at(t, slot)))
		slot = locked_job_open(t, slot, id, who, flags);
	if (slot < 0)
		return slot;
	locked_member_add(t, slot, who);
	return 0;
}

__noinline int table_join(__u32 id, const struct new_member *who, __u32 flags)
{
	struct table t;
	int error;

	if (!who || !table_open_accounting(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	error = locked_join(&t, id, who, flags);
	bpf_spin_unlock(&t.internal->lock);
	return error;
}

/* A frame of its own, which is gone when join() looks again. */
static __noinline int enter(__u32 id, struct task_struct *task, __u32 flags)
{
	struct new_member who = {.tgid = task->tgid,
				 .owner = caller_uid(),
				 .pid_ns = caller_pid_ns(),
				 .quota_owner = caller_quota_owner(),
				 .start = start_of(task),
				 .uid = task->real_cred->uid.val,
				 .rss_before = task->signal->maxrss,
				 .mark = has_run(task) ? 0 : NOT_RUN,
				 .now = bpf_ktime_get_boot_ns()};

	copy_comm(who.comm, task->comm);
	return table_join(id, &who, flags);
}

/*
 * A newborn that has not been woken has its fork hook still to come, or just
 * behind it: who registers it comes a moment too early, and calls again.
 *
 * The task may exit while it is registered.  Its exit hook either sees the
 * entry that we set, or we see that it is dead: the atomic add between our
 * store and our load is a full barrier, and so is the kernel's own decrement
 * of signal->live before it runs the hook.
 */
static __noinline int join(__u32 id, struct task_struct *task, __u32 flags)
{
	__u32 zero = 0, tgid = task->tgid;
	struct internal *internal = bpf_map_lookup_elem(&pt_internal, &zero);
	int error;

	if (task->flags & PF_KTHREAD || tgid <= 1)
		return -EPERM;
	if (task->__state & TASK_NEW)
		return -EAGAIN;
	if (task->pid != tgid || is_dead(task))
		return -ESRCH;
	if (tgid >= config.pid_limit)
		return -ENOMEM;
	error = enter(id, task, flags);
	if (error || !internal)
		return error;
	__sync_fetch_and_add(&internal->barrier, 1);
	if (is_dead(task)) {
		member_exited_early(tgid, start_of(task));
		member_leaves(task);
		return -ESRCH;
	}
	return 0;
}

/* Which job it is: ids are used again. */
struct job_name {
	__u32 id;     /* 0 = none */
	__u32 ending; /* of the process that was asked for */
	__u64 generation;
};

/* The job of a process. */
__noinline int job_name_of(__u32 tgid, struct job_name *ret)
{
	struct table t;
	__u32 slot, entry;

	if (!ret)
		return 0;
	ret->id = ret->ending = 0;
	ret->generation = 0;
	if (!table_open(&t) || !pid_entry_raw(t.pid_table, tgid))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	entry = *pid_entry(t.pid_table, tgid);
	slot = locked_member_job(&t, locked_member_in(&t, entry));
	if (slot) {
		ret->ending = locked_is_ending(&t, entry);
		ret->id = job_at(&t, slot)->id;
		ret->generation = job_at(&t, slot)->generation;
	}
	bpf_spin_unlock(&t.internal->lock);
	return 0;
}

static __always_inline __u32 job_of(__u32 tgid)
{
	struct job_name name = {};

	job_name_of(tgid, &name);
	return name.id;
}

static __always_inline int check_target(const struct pt_request *request)
{
	if (!request->job)
		return -EINVAL;
	if (request->reg.pid < 0)
		return -ESRCH;
	if (request->reg.pid <= 1)
		return -EPERM;
	return 0;
}

#define NS_A_TICK 10000000 /* of /proc/PID/stat */

/* Whether it is who was meant, 0 = whichever has the pid: it may be another process's by now. */
static __always_inline int is_at(struct task_struct *task, __u64 ticks)
{
	return !ticks || start_of(task) / NS_A_TICK == ticks;
}

/* target: the task, where the entry point knows it; else it is looked up. */
static __noinline int op_register(struct pt_request *request, struct task_struct *target)
{
	__u32 flags = request->reg.flags & (PT_FLAG_DESCENDANT | PT_FLAG_NEW);
	struct task_struct *task;
	int error = check_target(request);

	if (error)
		return error;
	if (target)
		return is_at(target, request->reg.start) ? join(request->job, target, flags)
							 : -ESRCH;
	if (!(config.features & PT_FEATURE_TASK_FROM_PID))
		return -EOPNOTSUPP;
	task = bpf_task_from_pid(request->reg.pid);
	if (!task)
		return -ESRCH;
	error = is_at(task, request->reg.start) ? join(request->job, task, flags) : -ESRCH;
	bpf_task_release(task);
	return error;
}

static __noinline int op_unregister(struct pt_request *request, __u32 unprivileged)
{
	__u32 uid = caller_uid(), pid_ns = caller_pid_ns(), slot;
	struct table t;
	int owned;

	if (!request->job)
		return -EINVAL;
	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	slot = locked_job_find(&t, request->job);
	request->unregister.processes = slot ? members(job_at(&t, slot)) : 0;
	owned = owns(job_at(&t, slot), uid, pid_ns);
	bpf_spin_unlock(&t.internal->lock);
	if (!request->unregister.processes)
		return 0;
	return unprivileged && !owned ? -EPERM : -EBUSY;
}

/* For whom root runs a job; -ESRCH: nobody is in it. */
static __noinline int op_label(const struct pt_request *request, __u32 unprivileged)
{
	__u32 uid = caller_uid(), pid_ns = caller_pid_ns();
	struct table t;
	__u32 slot;
	int error = -ESRCH;

	if (!request->job)
		return -EINVAL;
	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	slot = locked_job_find(&t, request->job);
	if (slot && members(job_at(&t, slot))) {
		struct job *job = job_at(&t, slot);

		error = unprivileged && !owns(job, uid, pid_ns) ? -EPERM : 0;
		if (!error) {
			job->user = request->label.user;
			copy_label(job->label, request->label.text);
			job->label[PT_LABEL_SIZE - 1] = '\0';
		}
	}
	bpf_spin_unlock(&t.internal->lock);
	return error;
}

static __noinline int op_find(struct pt_request *request)
{
	struct job_name name = {};

	if (request->find.pid <= 0 || (__u32)request->find.pid >= config.pid_limit)
		return -ENOENT;
	if (!meet(request->find.pid))
		job_name_of(request->find.pid, &name);
	request->job = name.id;
	request->generation = name.generation;
	return name.id ? 0 : -ENOENT;
}

/* No registration is taken from here on, so that a stop can look and then leave. */
static __noinline int op_close(struct pt_request *request)
{
	struct table t;
	int busy;

	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	request->close.jobs = t.state->counters.jobs;
	busy = t.state->counters.jobs && !(request->close.flags & PT_FLAG_FORCE);
	if (!busy)
		t.state->closed = 1;
	bpf_spin_unlock(&t.internal->lock);
	return busy ? -EBUSY : 0;
}

#endif
