/* SPDX-License-Identifier: GPL-2.0-or-later */
/* members.bpf.h: a process enters a job.  All under the lock. */
#ifndef PROCTRACK_MEMBERS_H
#define PROCTRACK_MEMBERS_H

#include "leave.bpf.h"

/* Who becomes a member; read from the tasks before the lock is taken. */
struct new_member {
	__u32 tgid;
	__u32 uid; /* by these three, a job's owner may signal it or not */
	__u32 suid;
	__u32 ns_owner;	   /* of its outermost user namespace but the initial one; else as uid */
	__u32 owner;	   /* of the job, should it be new: a user ... */
	__u32 pid_ns;	   /* ... in a pid namespace */
	__u32 quota_owner; /* the user whose share such a job takes */
	__u32 parent;	   /* that forked it; 0 = it was registered */
	__u32 rss_before;  /* pages that it had at some time before */
	__u32 mark;	   /* NEWBORN: the fork hook takes it in; NOT_RUN: it is registered */
	__u64 start;
	__u64 now; /* for a job's "since" */
	char comm[PT_COMM_SIZE];
};

/*
 * Whether a user owns a job.  User ids mean the same in all pid namespaces, but who lives in one
 * has no say over jobs outside of it, not even as uid 0.
 */
static __always_inline int owns(const struct job *job, __u32 uid, __u32 pid_ns)
{
	return job->uid == uid && (pid_ns == INITIAL_PID_NS || job->pid_ns == pid_ns);
}

/*
 * A job without processes begins anew, also when a walk still holds its slot.
 * quota_user: the user whose share it takes, 0 = nobody's.
 */
static __always_inline void locked_job_begin(const struct table *t, struct job *job,
					     __u32 quota_user, const struct new_member *who)
{
	job->flags = 0;
	job->ending = 0;
	job->uid = job->user = who->owner;
	job->pid_ns = who->pid_ns;
	job->quota_user = quota_user;
	if (quota_user) {
		user_at(t, quota_user)->jobs++;
		t->internal->user_jobs++;
	}
	job->since = who->now;
	job->peak = 0;
	job->total = 0;
	job->generation = ++t->internal->sequence;
	job->label[0] = '\0';
	job->owner = job->owner_uid = 0;
	job->reaped = 0;
	job->owner_comm[0] = '\0';
#pragma unroll
	for (__u32 i = 0; i < PT_COUNTERS; i++)
		job->reported[i] = 0;
	locked_account_begin(t, job);
	t->state->counters.jobs++;
	t->state->counters.jobs_total++;
}

/* An event of a process that comes. */
static __always_inline void locked_event_new_member(const struct table *t, __u32 type,
						    const struct job *job,
						    const struct new_member *who)
{
	event_by(locked_event(t, type, job, who->parent, locked_quota_of(t, job), who->now),
		 who->tgid, who->uid, who->now, who->comm);
}

/* The caller has seen that the job began, that the pid is no member's and that it is below the
 * limit. */
static __always_inline void locked_member_add(const struct table *t, __u32 job_slot,
					      const struct new_member *who)
{
	struct job *job = job_at(t, job_slot);
	struct pt_counters *counters = &t->state->counters;
	struct internal *internal = t->internal;
	__u32 quota_user = job->quota_user;
	__u32 slot = locked_quota_taken(t, quota_user) ? 0 : locked_record_new(t);

	if (slot) {
		struct record *record = record_at(t, slot);

		record->tgid = who->tgid;
		record->job = job_slot;
		record->start = who->start;
		record->sequence = ++internal->sequence;
		locked_link_after(t, job, slot, job->tail);
		job->tabled++;
		if (quota_user) /* not root's: one cache line less that all processors write */
			user_at(t, quota_user)->records++;
	} else {
		slot = UNTABLED | job_slot;
		job->untabled++;
		counters->untabled++;
		counters->untabled_total++;
	}
	locked_exited_displace(t, pid_entry(t->pid_table, who->tgid)); /* of an earlier process */
	*pid_entry(t->pid_table, who->tgid) = slot | (who->mark & NEWBORN);
	if (who->tgid > internal->pid_top)
		internal->pid_top = who->tgid;
	job->total++;
	if (members(job) > job->peak)
		job->peak = members(job);
	if (who->rss_before > account_at(t, job->account)->it.rss_before)
		account_at(t, job->account)->it.rss_before = who->rss_before;
	if (slot & UNTABLED && counters->untabled == 1)
		locked_event_new_member(t, PT_EVENT_OVERFLOW, job, who);
	if (!who->parent && members(job) == 1)
		locked_event_new_member(t, PT_EVENT_REGISTERED, job, who);
	else if (locked_is_watched(t, job))
		locked_event_new_member(t, PT_EVENT_STARTED, job, who);
	counters->forks++;
	if (++counters->tracked > counters->peak)
		counters->peak = counters->tracked;
}

#endif
