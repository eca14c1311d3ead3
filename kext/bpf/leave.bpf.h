/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * leave.bpf.h: a member ends, and leaves its job.  It ends when its last thread
 * exits: it is counted, and reported.  It stays a member while it gives back memory,
 * files and locks, and leaves when it is a zombie or gone.  All under the lock.
 */
#ifndef PROCTRACK_LEAVE_H
#define PROCTRACK_LEAVE_H

#include "events.bpf.h"
#include "exited.bpf.h"
#include "history.bpf.h"

/* The record is free, and with the last member the job ends: comm and uid are that one's. */
static __always_inline void locked_member_drop(const struct table *t, __u32 tgid, __u32 member,
					       __u64 now, __u32 uid, const char *comm)
{
	__u32 job_slot = locked_member_job(t, member);
	struct job *job = job_at(t, job_slot);
	struct pt_counters *counters = &t->state->counters;
	struct internal *internal = t->internal;

	if (member & UNTABLED) {
		job->untabled--;
		if (!(member & DEMOTED))
			counters->untabled--;
	} else {
		struct record *record = record_at(t, member);

		locked_unlink(t, job, member);
		job->tabled--;
		record->tgid = 0;
		record->job = 0;
		record->next = internal->record_free;
		internal->record_free = member;
	}
	counters->tracked--;
	counters->exits++;
	if (members(job))
		return;
	event_by(locked_event(t, PT_EVENT_EMPTIED, job, job->total, locked_quota_of(t, job), now),
		 tgid, uid, now, comm);
	locked_account_end(t, job, now);
	counters->jobs--;
	locked_user_release(t, job->quota_user);
	locked_job_put(t, job_slot);
}

/* A member that has ended leaves; answers whether there was one. */
static __always_inline int locked_ended_leaves(const struct table *t, __u32 tgid, __u64 now,
					       __u32 uid, const char *comm)
{
	__u32 *place = pid_entry(t->pid_table, tgid);
	__u32 member = locked_member_in(t, *place);

	if (!locked_is_ending(t, *place))
		return 0;
	job_at(t, locked_member_job(t, member))->ending--;
	t->state->counters.ending--;
	if (*place & EXITED) {
		locked_ending_unlink(t, *place & ~EXITED);
		exited_in(t, *place)->member = 0;
	} else {
		*place = locked_no_one(t);
	}
	locked_member_drop(t, tgid, member, now, uid, comm);
	return 1;
}

/* Whether a member is the last one of its job. */
static __always_inline int locked_is_last(const struct table *t, __u32 member)
{
	return member && members(job_at(t, locked_member_job(t, member))) == 1;
}

enum { NO_NEWS, NEWS, UNTOLD };

/*
 * Idempotent: two last threads of a process may both come here.  UNTOLD: it is an event, and who
 * has no time, user and name yet.
 */
static __always_inline int locked_member_ends(const struct table *t, __u32 tgid,
					      const struct exit_info *who)
{
	__u32 *place = pid_entry(t->pid_table, tgid);
	__u32 member = entry_alive(*place);
	__u32 job_slot = locked_member_job(t, member);
	struct job *job = job_at(t, job_slot);

	if (!job_slot || (who->start != ANY_START && !locked_entry_is(t, member, who->start)))
		return NO_NEWS;
	if (!who->now && locked_is_watched(t, job))
		return UNTOLD;
	job->ending++;
	t->state->counters.ending++;
	if (job->quota_user && !(member & UNTABLED)) /* a share is of those that live */
		user_at(t, job->quota_user)->records--;
	locked_usage_add(&account_at(t, job->account)->it, &t->state->counters.ended, who);
	locked_exited_begin(t, tgid, member, job, who);
	if (job->ending == members(job)) /* nobody is told when they are gone: it has to be asked */
		locked_reader_is_due(t);
	if (locked_is_watched(t, job))
		event_by(locked_event(t, PT_EVENT_EXITED, job, who->status, locked_quota_of(t, job),
				      who->now),
			 tgid, who->uid, who->now, who->comm);
	return NEWS;
}

/* Whether a member that has ended is the process with this start; one without an exited process may
 * be. */
static __always_inline int locked_ended_is(const struct table *t, __u32 entry, __u64 start)
{
	return entry & EXITED ? locked_is_exited(t, entry & ~EXITED, start)
			      : locked_entry_is(t, entry, start);
}

/* A member is a zombie or gone; answers whether nobody saw its exit before. */
static __always_inline int locked_member_remove(const struct table *t, __u32 tgid,
						const struct exit_info *who)
{
	__u32 *place = pid_entry(t->pid_table, tgid);
	int unseen = locked_member_ends(t, tgid, who);

	if (unseen || locked_ended_is(t, *place, who->start))
		locked_ended_leaves(t, tgid, who->now, who->uid, who->comm);
	return unseen;
}

/* Nobody saw a member's exit, and its pid is no longer its own: the kernel will tell the rest. */
static __always_inline int locked_member_vanish(const struct table *t, __u32 tgid, __u64 now)
{
	struct exit_info who = {.start = ANY_START, .end = PT_ENDS, .now = now};
	__u32 member = entry_alive(*pid_entry(t->pid_table, tgid));

	if (member && !(member & UNTABLED))
		who.start = record_at(t, member)->start;
	return locked_member_remove(t, tgid, &who);
}

/* The record of a member that has exited, which goes on without; 0 = there is none. */
static __always_inline __u32 locked_record_reclaim(const struct table *t)
{
	__u32 slot = t->internal->ending_top, member = exited_at(t, slot)->member;
	__u32 job_slot = locked_member_job(t, member);
	struct job *job = job_at(t, job_slot);

	if (!slot)
		return 0;
	locked_ending_unlink(t, slot);
	exited_at(t, slot)->member = UNTABLED | DEMOTED | job_slot;
	locked_unlink(t, job, member);
	job->tabled--;
	job->untabled++;
	return member;
}

static __always_inline __u32 locked_record_new(const struct table *t)
{
	struct internal *internal = t->internal;
	__u32 slot = internal->record_free;

	if (slot)
		internal->record_free = record_at(t, slot)->next;
	else if (internal->record_unused < t->state->settings.capacity)
		slot = ++internal->record_unused;
	else
		slot = locked_record_reclaim(t);
	return slot;
}

/* Another process or thread is about to have this pid: whoever ended under it is gone. */
static __always_inline void locked_ended_gives_way(const struct table *t, __u32 tgid, __u64 now)
{
	const char nobody[PT_COMM_SIZE] = {};
	__u32 member = locked_member_in(t, *pid_entry(t->pid_table, tgid));

	locked_ended_leaves(t, tgid, now, job_at(t, locked_member_job(t, member))->uid, nobody);
}

#endif
