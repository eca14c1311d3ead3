/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * owners.bpf.h: a job that is tied to a process, its owner, dies when that ends,
 * however it ends.  The exit hook marks the job, so that whoever is born into it
 * dies at birth, and signals those that there are (reap.bpf.h).
 */
#ifndef PROCTRACK_OWNERS_H
#define PROCTRACK_OWNERS_H

#include "signal.bpf.h"

/*
 * Whether a pid is some job's owner: a bit for each.  It stays until the process ends, whatever
 * comes of the job, and is looked at only while there are any.
 */
struct owners {
	__u32 count;	 /* of bits */
	__u32 unreaped;	 /* there may be a job whose owner has ended, and not all were signalled */
	__u64 looked_at; /* ns since boot */
	__u32 bits[PT_PID_LIMIT / 32];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct owners);
} pt_owners SEC(".maps");

static __always_inline __u32 *owner_word(struct owners *owners, __u32 tgid)
{
	return &owners->bits[(tgid & (PT_PID_LIMIT - 1)) / 32];
}

static __always_inline int is_owner(struct owners *owners, __u32 tgid)
{
	return *(volatile __u32 *)owner_word(owners, tgid) >> (tgid & 31) & 1;
}

static __always_inline void owner_add(struct owners *owners, __u32 tgid)
{
	__u32 bit = 1u << (tgid & 31);

	if (!(__sync_fetch_and_or(owner_word(owners, tgid), bit) & bit))
		__sync_fetch_and_add(&owners->count, 1);
}

static __always_inline void owner_remove(struct owners *owners, __u32 tgid)
{
	__u32 bit = 1u << (tgid & 31);

	if (__sync_fetch_and_and(owner_word(owners, tgid), ~bit) & bit)
		__sync_fetch_and_add(&owners->count, -1);
}

/* A job's owner has ended; answers whether it was this job's. */
__noinline int table_orphan(__u32 slot, const struct actor *who, __u64 start)
{
	struct table t;
	struct job *job;
	int orphaned;

	if (!who || !table_open_accounting(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	job = job_at(&t, slot);
	orphaned = members(job) && job->owner == who->pid && job->owner_start == start &&
		   !(job->flags & PT_JOB_OWNER_ENDED);
	if (orphaned) {
		locked_mark(job, SIGKILL, !(job->flags & PT_JOB_TIED_ALL));
		job->flags |= PT_JOB_OWNER_ENDED;
		locked_event_signal(&t, PT_EVENT_OWNER_ENDED, job, SIGKILL, who,
				    locked_quota_of(&t, job));
	}
	bpf_spin_unlock(&t.internal->lock);
	return orphaned;
}

struct owner_end {
	struct actor who;
	__u64 start;
	__u32 orphaned;
	__u32 padding;
};

#define JOBS_A_LOOK 16

static long orphan_jobs(__u32 step, struct owner_end *o)
{
	struct table t;

	if (!table_open(&t))
		return 1;
	for (__u32 i = 0; i < JOBS_A_LOOK; i++) {
		__u32 slot = step * JOBS_A_LOOK + i;

		if (*(volatile __u32 *)&job_at(&t, slot)->owner == o->who.pid)
			o->orphaned |= table_orphan(slot, &o->who, o->start);
	}
	return step * JOBS_A_LOOK > *(volatile __u32 *)&t.internal->job_unused;
}

/* All jobs of an owner that has ended; answers whether there were any. */
static __noinline int owner_ended(struct task_struct *leader)
{
	struct owner_end o = {.start = leader->start_boottime};

	actor_is(&o.who, leader);
	bpf_loop(config.job_limit / JOBS_A_LOOK + 1, orphan_jobs, &o, 0);
	return o.orphaned;
}

static __noinline void owner_end(struct owners *owners, struct task_struct *task)
{
	if (!is_owner(owners, task->tgid) || !is_dead(task))
		return;
	owner_remove(owners, task->tgid);
	if (owner_ended(task->group_leader))
		owners->unreaped = 1;
}

/* The owner of a job that is not known to have ended; 0 = there is none. */
__noinline __u32 table_owner(__u32 slot, struct actor *ret, __u64 *ret_start)
{
	struct table t;
	struct job *job;

	if (!ret || !ret_start || !table_open(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	job = job_at(&t, slot);
	ret->pid = members(job) && !(job->flags & PT_JOB_OWNER_ENDED) ? job->owner : 0;
	ret->uid = job->owner_uid;
	copy_comm(ret->comm, job->owner_comm);
	*ret_start = job->owner_start;
	bpf_spin_unlock(&t.internal->lock);
	return ret->pid;
}

static __noinline int has_ended(__u32 tgid, __u64 start)
{
	struct task_struct *task = bpf_task_from_pid(tgid);
	int ended;

	if (!task)
		return 1;
	ended = start_of(task) != start || is_dead(task);
	bpf_task_release(task);
	return ended;
}

static long look_at_owner(__u32 slot, struct owner_end *o)
{
	struct table t;

	if (!table_open(&t) || slot > *(volatile __u32 *)&t.internal->job_unused)
		return 1;
	if (*(volatile __u32 *)&job_at(&t, slot)->owner && table_owner(slot, &o->who, &o->start) &&
	    has_ended(o->who.pid, o->start))
		o->orphaned |= table_orphan(slot, &o->who, o->start);
	return 0;
}

#define LOOK_EVERY_NS 10000000ULL

/* Where the kernel skips hooks, those of owners may be among them. */
static __noinline void look_at_owners(struct owners *owners)
{
	struct owner_end o = {.who = {.time = bpf_ktime_get_boot_ns()}};

	if ((config.features & REACHES) != REACHES ||
	    o.who.time - *(volatile __u64 *)&owners->looked_at < LOOK_EVERY_NS)
		return;
	owners->looked_at = o.who.time;
	bpf_loop(config.job_limit, look_at_owner, &o, 0);
	if (o.orphaned)
		owners->unreaped = 1;
}

#endif
