/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * users.bpf.h: what the jobs of each user take of the table.  Nobody but root may
 * take it from the others: a user's jobs have records up to a share of the
 * capacity, and are as many as the same share of the job slots.  Beyond it
 * nobody can be registered, and whoever is born is a member without a record.
 *
 * A user has a slot while jobs of his are counted against it.  All under the lock.
 */
#ifndef PROCTRACK_USERS_H
#define PROCTRACK_USERS_H

#include "table.bpf.h"

static __always_inline struct user *user_at(const struct table *t, __u32 slot)
{
	return &t->users[bounded(slot, (__u64)config.bucket_mask + 2)];
}

static __always_inline __u32 *user_bucket_of(const struct table *t, __u32 uid)
{
	return &user_at(t, hash_of(uid) + 1)->bucket;
}

/* A user's slot, a new one if need be, which is to be used at once; 0 = there is none to give.
 */
static __always_inline __u32 locked_user_of(const struct table *t, __u32 uid)
{
	struct internal *internal = t->internal;
	__u32 *bucket = user_bucket_of(t, uid);
	__u32 slot = *bucket;
	struct user *user;

	for (int i = 0; i < CHAIN_MAX && slot; i++) {
		user = user_at(t, slot);
		if (user->uid == uid)
			return slot;
		slot = user->next;
	}
	if (slot) /* the chain goes on: nobody could find the user again */
		return 0;
	slot = internal->user_free;
	if (slot)
		internal->user_free = user_at(t, slot)->next;
	else if (internal->user_unused <= config.bucket_mask)
		slot = ++internal->user_unused;
	else
		return 0;
	user = user_at(t, slot);
	user->uid = uid;
	user->records = user->jobs = 0;
	user->next = *bucket;
	*bucket = slot;
	return slot;
}

/* Of each eight slots for jobs one is root's alone, however many users have their share. */
static __always_inline __u32 locked_user_jobs_max(const struct table *t)
{
	__u32 most = t->state->settings.job_capacity - (t->state->settings.job_capacity + 7) / 8;

	return most ? most : 1;
}

/* One job less; with the last one the slot is free. */
static __always_inline void locked_user_release(const struct table *t, __u32 slot)
{
	struct user *user = user_at(t, slot);
	__u32 *link = user_bucket_of(t, user->uid);

	if (!slot)
		return;
	if (user->jobs) {
		user->jobs--;
		t->internal->user_jobs--;
	}
	if (user->jobs)
		return;
	for (int i = 0; i < CHAIN_MAX && *link && *link != slot; i++)
		link = &user_at(t, *link)->next;
	if (*link != slot)
		return;
	*link = user->next;
	user->uid = 0;
	user->next = t->internal->user_free;
	t->internal->user_free = slot;
}

static __always_inline int locked_quota_taken(const struct table *t, __u32 slot)
{
	return slot && user_at(t, slot)->records >= t->state->settings.share;
}

#endif
