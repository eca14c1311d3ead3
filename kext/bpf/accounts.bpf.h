/* SPDX-License-Identifier: GPL-2.0-or-later */
/* accounts.bpf.h: the account of a job while it lives.  All under the lock. */
#ifndef PROCTRACK_ACCOUNTS_H
#define PROCTRACK_ACCOUNTS_H

#include "usage.bpf.h"

/* In words: the verifier counts. */
static __always_inline void copy_label(char *to, const char *from)
{
	for (__u32 i = 0; i < PT_LABEL_SIZE / sizeof(__u64); i++)
		((__u64 *)to)[i] = ((const __u64 *)from)[i];
}

static __always_inline void locked_job_info(const struct job *job, struct pt_job_info *out)
{
	out->id = job->id;
	out->uid = job->uid;
	out->processes = members(job);
	out->untabled = job->untabled;
	out->peak = job->peak;
	out->flags = job->flags;
	out->since = job->since;
	out->total = job->total;
	out->user = job->user;
	out->ending = job->ending;
	out->generation = job->generation;
	copy_label(out->label, job->label);
	out->owner = job->owner;
	out->owner_uid = job->owner_uid;
	copy_comm(out->owner_comm, job->owner_comm);
}

static __always_inline void locked_account_free(const struct table *t, __u32 slot)
{
	struct account *account = account_at(t, slot);

	account->it.job.generation = 0;
	account->next = t->internal->account_free;
	t->internal->account_free = slot;
}

/* There is one for each job that can live and each record that is kept, so there is one. */
static __always_inline void locked_account_begin(const struct table *t, struct job *job)
{
	struct internal *internal = t->internal;
	__u32 slot = internal->account_free;
	struct pt_account *account;

	if (slot)
		internal->account_free = account_at(t, slot)->next;
	else
		slot = ++internal->account_unused;
	account = &account_at(t, slot)->it;
	account->job.generation = job->generation;
	account->ended = 0;
	account->signal = account->signal_uid = account->signal_pid = 0;
	account->rss_before = 0;
#pragma unroll
	for (__u32 i = 0; i < sizeof(account->usage) / sizeof(__u64); i++)
		((__u64 *)&account->usage)[i] = 0;
	job->account = slot;
}

#endif
