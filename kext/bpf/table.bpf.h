/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table.bpf.h: the pid table, records and jobs.  Functions named locked_ expect the lock
 * and call nothing: the verifier allows no call while it is held.
 */
#ifndef PROCTRACK_TABLE_H
#define PROCTRACK_TABLE_H

#include "maps.bpf.h"

/* The most in a bucket, for the verifier: with keys that nobody knows there are never so many. */
#define CHAIN_MAX 32

struct table {
	__u32 *pid_table;
	struct record *records;
	struct job *jobs;
	__u32 *buckets;
	struct user *users;
	struct account *accounts;
	struct exited *exited;
	struct event_ring *events;
	struct pt_state *state;
	struct internal *internal;
};

/*
 * i when i < limit, else 0.  Opaque, so that the compiler keeps test and use
 * on one register.  The verifier follows the fall-through first: the general
 * case stands there, and the case 0 is then seen to be part of it; the other
 * way round every access would double the work.
 */
static __always_inline __u64 bounded(__u64 i, __u64 limit)
{
	asm volatile("if %[i] >= %[limit] goto +1\n\t"
		     "goto +1\n\t"
		     "%[i] = 0"
		     : [i] "+r"(i)
		     : [limit] "r"(limit));
	return i;
}

static __always_inline int table_open(struct table *t)
{
	__u32 zero = 0;

	t->pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);
	t->records = bpf_map_lookup_elem(&pt_records, &zero);
	t->jobs = bpf_map_lookup_elem(&pt_jobs, &zero);
	t->buckets = bpf_map_lookup_elem(&pt_buckets, &zero);
	t->users = bpf_map_lookup_elem(&pt_users, &zero);
	t->exited = bpf_map_lookup_elem(&pt_exited, &zero);
	t->state = bpf_map_lookup_elem(&pt_state, &zero);
	t->internal = bpf_map_lookup_elem(&pt_internal, &zero);
	if (!t->pid_table || !t->records || !t->jobs || !t->buckets || !t->users || !t->exited ||
	    !t->state || !t->internal)
		return 0;
	t->accounts = 0;
	t->events = 0;
	return 1;
}

/* With the accounts and the events; apart, for each pointer more takes stack. */
static __always_inline int table_open_accounting(struct table *t)
{
	__u32 zero = 0;

	if (!table_open(t))
		return 0;
	t->accounts = bpf_map_lookup_elem(&pt_accounts, &zero);
	t->events = bpf_map_lookup_elem(&pt_events, &zero);
	return t->accounts && t->events;
}

static __always_inline __u32 *pid_entry(__u32 *pid_table, __u32 tgid)
{
	return &pid_table[bounded(tgid, config.pid_limit)];
}

/*
 * An entry without the lock; pid 0 reads as empty.  All that a process in no job pays for, so the
 * limit is a constant here: the configuration is on a page of their own.
 */
static __always_inline __u32 pid_entry_raw(__u32 *pid_table, __u32 tgid)
{
	return *(volatile __u32 *)&pid_table[tgid & (PT_PID_LIMIT - 1)];
}

/* The slot of a member that an entry names, UNTABLED if of a job; 0 = none, or it has an exited
 * process. */
static __always_inline __u32 entry_member(__u32 entry)
{
	return entry & EXITED ? 0 : entry & ~(NEWBORN | ENDING);
}

/* Who is a member and has not exited; 0 = nobody. */
static __always_inline __u32 entry_alive(__u32 entry)
{
	return entry & ENDING ? 0 : entry_member(entry);
}

/* Who is a member without an exited process; 0 = nobody. */
static __always_inline __u32 pid_entry_peek(__u32 *pid_table, __u32 tgid)
{
	return entry_member(pid_entry_raw(pid_table, tgid));
}

static __always_inline struct record *record_at(const struct table *t, __u32 slot)
{
	return &t->records[bounded(slot, config.record_limit)];
}

static __always_inline struct job *job_at(const struct table *t, __u32 slot)
{
	return &t->jobs[bounded(slot, config.job_limit)];
}

static __always_inline struct account *account_at(const struct table *t, __u32 slot)
{
	return &t->accounts[bounded(slot, config.account_limit)];
}

static __always_inline struct exited *exited_at(const struct table *t, __u32 slot)
{
	return &t->exited[bounded(slot, config.exited_limit)];
}

#define MIX 0xd6e8feb86659fd93ULL

/*
 * Job ids and uids alike.  Users choose ids; nobody outside knows the keys, and each bit of an id
 * and of the keys changes half of the bits, so that no choice of ids makes a long chain.
 */
static __always_inline __u64 hash_all(__u32 id)
{
	__u64 hash = id + config.hash_keys[0];

	hash = (hash ^ hash >> 32) * MIX;
	hash ^= config.hash_keys[1];
	return (hash ^ hash >> 32) * MIX;
}

static __always_inline __u32 hash_of(__u32 id)
{
	return (hash_all(id) >> 32) & config.bucket_mask;
}

/* The same bits are not used for anything that shows. */
static __always_inline __u32 hash_of_user(__u32 uid)
{
	return hash_all(uid) >> 40;
}

static __always_inline __u32 *bucket_of(const struct table *t, __u32 id)
{
	return &t->buckets[bounded(hash_of(id), (__u64)config.bucket_mask + 1)];
}

/* A member's job, by what its entry has or had; 0 = no member. */
static __always_inline __u32 locked_member_job(const struct table *t, __u32 member)
{
	if (member & UNTABLED)
		return member & ~(UNTABLED | DEMOTED);
	return member ? record_at(t, member)->job : 0;
}

/* The job of a process that has not exited; 0 = none. */
static __always_inline __u32 locked_entry_job(const struct table *t, __u32 entry)
{
	return locked_member_job(t, entry_member(entry));
}

/*
 * Whether a member is the process with this start.  Of one without a record nobody wrote it down;
 * then it is, if the caller knows that no other process has had the pid since.
 */
static __always_inline int locked_entry_is(const struct table *t, __u32 entry, __u64 start)
{
	entry = entry_member(entry);
	return entry & UNTABLED || (entry && record_at(t, entry)->start == start);
}

static __always_inline __u32 members(const struct job *job)
{
	return job->tabled + job->untabled;
}

/* Slot of a job by id, also when it is only held by a walk; 0 = none. */
static __always_inline __u32 locked_job_find(const struct table *t, __u32 id)
{
	__u32 slot = *bucket_of(t, id);

	for (int i = 0; i < CHAIN_MAX; i++) {
		struct job *job = job_at(t, slot);

		if (!slot || job->id == id)
			break;
		slot = job->next;
	}
	return slot && job_at(t, slot)->id == id ? slot : 0;
}

/* Whether locked_job_find would see one job more in this bucket. */
static __always_inline int locked_bucket_full(const struct table *t, __u32 slot)
{
	for (int i = 0; i < CHAIN_MAX - 1 && slot; i++)
		slot = job_at(t, slot)->next;
	return slot != 0;
}

/* A new job stands first in its bucket. */
static __always_inline __u32 locked_job_new(const struct table *t, __u32 id)
{
	struct internal *internal = t->internal;
	__u32 *bucket = bucket_of(t, id);
	__u32 first = *bucket, slot = internal->job_free;
	struct job *job;

	if (locked_bucket_full(t, first))
		return 0;
	if (slot)
		internal->job_free = job_at(t, slot)->next;
	else if (internal->job_unused < t->state->settings.job_capacity)
		slot = ++internal->job_unused;
	else
		return 0;
	job = job_at(t, slot);
	job->id = id;
	job->next = first;
	job->prev = 0;
	job->head = job->tail = 0;
	job->tabled = job->untabled = job->cursors = 0;
	if (first)
		job_at(t, first)->prev = slot;
	*bucket = slot;
	return slot;
}

/* Give the slot back when neither a process nor a walk needs it. */
static __always_inline void locked_job_put(const struct table *t, __u32 slot)
{
	struct job *job = job_at(t, slot);
	__u32 *bucket = bucket_of(t, job->id);

	if (members(job) || job->cursors)
		return;
	if (job->prev)
		job_at(t, job->prev)->next = job->next;
	else
		*bucket = job->next;
	if (job->next)
		job_at(t, job->next)->prev = job->prev;
	job->id = 0;
	job->next = t->internal->job_free;
	t->internal->job_free = slot;
}

static __always_inline void locked_link_after(const struct table *t, struct job *job, __u32 slot,
					      __u32 before)
{
	struct record *record = record_at(t, slot);
	__u32 next = before ? record_at(t, before)->next : job->head;

	record->prev = before;
	record->next = next;
	if (before)
		record_at(t, before)->next = slot;
	else
		job->head = slot;
	if (next)
		record_at(t, next)->prev = slot;
	else
		job->tail = slot;
}

static __always_inline void locked_unlink(const struct table *t, struct job *job, __u32 slot)
{
	struct record *record = record_at(t, slot);
	__u32 next = record->next, prev = record->prev;

	if (prev)
		record_at(t, prev)->next = next;
	else
		job->head = next;
	if (next)
		record_at(t, next)->prev = prev;
	else
		job->tail = prev;
}

static __always_inline void copy_comm(char *to, const char *from)
{
	((__u64 *)to)[0] = ((const __u64 *)from)[0];
	((__u64 *)to)[1] = ((const __u64 *)from)[1];
}

/* A count that the verifier does not follow: it would unroll the loop to know it. */
__noinline __u32 count_if_ok(__u32 count, int error)
{
	return error ? count : count + 1;
}

#endif
