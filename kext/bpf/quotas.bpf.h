/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quotas.bpf.h: what one user may take of what is kept for all.  Events and final
 * records give way to later ones; what a user makes too many of may push out
 * his own and, up to a part, other users', but never root's.  All under the lock.
 */
#ifndef PROCTRACK_QUOTAS_H
#define PROCTRACK_QUOTAS_H

#include "reader.bpf.h"
#include "users.bpf.h"

/* Of the last PT_EVENTS, in about a quarter of a second; readers look at most five times a second.
 */
#define WINDOW_SHIFT 28
#define USER_EVENTS_MAX (PT_EVENTS / 8)
#define USERS_EVENTS_MAX (PT_EVENTS / 4)

static __always_inline struct quota *quota_at(const struct table *t, __u32 i)
{
	return &t->events->quotas[bounded(i, QUOTAS)];
}

/* Whose quota a user's things go on; root's on none. */
static __always_inline __u32 quota_of(__u32 uid)
{
	return uid ? 1 + (hash_of_user(uid) & 0xffff) % (QUOTAS - 1) : 0;
}

/* That of the user whom a job is counted against. */
static __always_inline __u32 locked_quota_of(const struct table *t, const struct job *job)
{
	return job->quota_user ? quota_of(user_at(t, job->quota_user)->uid) : 0;
}

static __always_inline void window_begin(struct quota *quota, __u64 now)
{
	if (quota->window == now >> WINDOW_SHIFT)
		return;
	quota->window = now >> WINDOW_SHIFT;
	quota->events = 0;
}

/* Whether an event has a place in the ring. */
static __always_inline int locked_event_fits(const struct table *t, __u32 quota, __u64 now)
{
	struct quota *mine = quota_at(t, quota), *all = quota_at(t, 0);

	if (!quota)
		return 1;
	window_begin(mine, now);
	window_begin(all, now);
	if (mine->events >= USER_EVENTS_MAX || all->events >= USERS_EVENTS_MAX) {
		t->state->counters.events_left_out++;
		return 0;
	}
	mine->events++;
	all->events++;
	return 1;
}

/* One user's final records, like his jobs: his share; and all users leave one in eight to root. */
static __always_inline __u32 locked_user_records_max(const struct table *t)
{
	const struct pt_settings *settings = &t->state->settings;

	return (__u64)settings->history * settings->job_share / (settings->job_capacity | 1) + 1;
}

static __always_inline __u32 locked_users_records_max(const struct table *t)
{
	return t->state->settings.history - t->state->settings.history / 8;
}

#endif
