/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * history.bpf.h: final records of jobs that have ended: a queue in the order of
 * their ends, in which the oldest gives way, or the oldest of a user who has
 * more than his share.  All under the lock.
 */
#ifndef PROCTRACK_HISTORY_H
#define PROCTRACK_HISTORY_H

#include "accounts.bpf.h"
#include "quotas.bpf.h"

/* The oldest record of all, or of its user: so it is the first in the user's own queue too. */
static __always_inline void locked_history_drop(const struct table *t, __u32 slot)
{
	struct account *account = account_at(t, slot);
	__u32 next = account->next, previous = account->previous;
	struct pt_counters *counters = &t->state->counters;
	struct internal *internal = t->internal;

	if (previous)
		account_at(t, previous)->next = next;
	else
		internal->history_head = next;
	if (next)
		account_at(t, next)->previous = previous;
	else
		internal->history_tail = previous;
	if (account->quota) {
		quota_at(t, account->quota)->oldest = account->user_next;
		quota_at(t, account->quota)->records--;
		quota_at(t, 0)->records--;
	}
	counters->history--;
	counters->history_dropped++;
	locked_account_free(t, slot);
}

/* A user's record goes into a queue of his own too. */
static __always_inline void locked_history_charge(const struct table *t, __u32 slot, __u32 index)
{
	struct quota *quota = quota_at(t, index);

	account_at(t, slot)->user_next = 0;
	account_at(t, slot)->quota = index;
	if (!index)
		return;
	if (quota->records)
		account_at(t, quota->youngest)->user_next = slot;
	else
		quota->oldest = slot;
	quota->youngest = slot;
	quota->records++;
	quota_at(t, 0)->records++;
}

/* Who gives way to the record that came last; 0 = nobody need. */
static __always_inline __u32 locked_history_surplus(const struct table *t, __u32 index)
{
	struct quota *quota = quota_at(t, index);
	int many = quota_at(t, 0)->records > locked_users_records_max(t);

	if (index && (quota->records > locked_user_records_max(t) || (many && quota->records > 1)))
		return quota->oldest;
	return t->state->counters.history > t->state->settings.history ? t->internal->history_head
								       : 0;
}

/* The job's last process is gone: its account is its final record. */
static __always_inline void locked_account_end(const struct table *t, struct job *job, __u64 now)
{
	__u32 slot = job->account, index = locked_quota_of(t, job), surplus;
	struct account *account = account_at(t, slot);
	struct pt_counters *counters = &t->state->counters;
	struct internal *internal = t->internal;

	locked_job_info(job, &account->it.job);
	account->it.ended = now;
	account->it.sequence = ++counters->jobs_ended;
	account->next = 0;
	account->previous = internal->history_tail;
	if (counters->history)
		account_at(t, internal->history_tail)->next = slot;
	else
		internal->history_head = slot;
	internal->history_tail = slot;
	counters->history++;
	locked_history_charge(t, slot, index);
	surplus = locked_history_surplus(t, index);
	if (surplus)
		locked_history_drop(t, surplus);
}

#endif
