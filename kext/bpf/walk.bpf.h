/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * walk.bpf.h: go over a job's list in batches.  Nothing can be called under the
 * lock, so a walk puts a cursor of its own into the list, copies a few
 * members, moves the cursor behind them, and acts on the copies unlocked.
 * Members that come and go meanwhile never move the cursor: whoever joins is
 * appended behind it and is reached.
 *
 * Cursors are the last PT_CURSORS slots of the records, never shared with
 * processes: a walk works with a full table too.
 */
#ifndef PROCTRACK_WALK_H
#define PROCTRACK_WALK_H

#include "members.bpf.h"

struct walk {
	__u32 cursor; /* slot; 0 = the walk did not begin */
	__u32 job;    /* slot; 0 = the walk goes over no job's list */
	/* The cursor keeps the slot; should the job end meanwhile, and another begin with its id,
	 * the walk is at its end. */
	__u64 generation;
};

#define PIDS_A_STEP 64 /* entries that a walk over all pids looks at between two steps */
#define STEPS_MAX (1 << 20)

/* Steps from pid 0 to the largest one that was ever a member. */
static __always_inline __u32 pid_steps(void)
{
	__u32 zero = 0;
	struct internal *internal = bpf_map_lookup_elem(&pt_internal, &zero);

	return internal ? *(volatile __u32 *)&internal->pid_top / PIDS_A_STEP + 1 : 0;
}

/*
 * Whether no pid from this one on, a step long, is in any job.  Nearly all are not: of four million
 * entries, as systemd has them, this looks at eight bytes at a time.
 */
__noinline int step_is_empty(__u32 first)
{
	__u32 zero = 0;
	__u32 *pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);
	__u64 *words, any = 0;

	if (!pid_table || first + PIDS_A_STEP > config.pid_limit)
		return 0;
	words = (__u64 *)&pid_table[bounded(first, config.pid_limit - PIDS_A_STEP + 1)];
#pragma unroll
	for (int i = 0; i < PIDS_A_STEP / 2; i++)
		any |= words[i];
	return !any;
}

/* Cursors that the walks of a user hold; quota_owner: that of locked_cursor_take. */
static __always_inline __u32 locked_cursors_of(const struct table *t, __u32 quota_owner)
{
	__u32 held = 0;

	for (__u32 i = 0; i < PT_CURSORS; i++)
		held += record_at(t, config.record_limit - PT_CURSORS + i)->start == quota_owner;
	return held;
}

/*
 * Users leave half of the cursors to root, so that they cannot keep him from a kill; and each takes
 * at most half of what the others have left, so that one cannot keep another from his.
 * quota_owner: 0 = root, else the user's id and one.
 */
static __always_inline __u32 locked_cursor_take(const struct table *t, __u32 quota_owner)
{
	struct pt_counters *counters = &t->state->counters;
	struct internal *internal = t->internal;
	__u32 slot = internal->cursor_free;

	if (quota_owner && counters->cursors + locked_cursors_of(t, quota_owner) >= PT_CURSORS / 2)
		return 0;
	if (slot)
		internal->cursor_free = record_at(t, slot)->next;
	else if (internal->cursor_unused < PT_CURSORS)
		slot = config.record_limit - PT_CURSORS + internal->cursor_unused++;
	if (slot) {
		record_at(t, slot)->start = quota_owner;
		counters->cursors++;
	}
	return slot;
}

/*
 * Over a job from the beginning; generation 0: whichever has the id.  0, -ESRCH: no such job,
 * -EAGAIN: too many walks at once.  quota_owner: of the cursor.
 */
static __always_inline int locked_walk_begin(const struct table *t, struct walk *walk, __u32 id,
					     __u64 generation, __u32 quota_owner)
{
	__u32 job_slot = locked_job_find(t, id);
	struct job *job = job_at(t, job_slot);
	__u32 cursor;

	walk->cursor = walk->job = 0;
	walk->generation = generation;
	if (!job_slot || !members(job))
		return -ESRCH;
	if (generation && generation != job->generation)
		return -ESRCH;
	walk->generation = job->generation;
	cursor = locked_cursor_take(t, quota_owner);
	if (!cursor)
		return -EAGAIN;
	record_at(t, cursor)->tgid = 0;
	record_at(t, cursor)->job = job_slot;
	locked_link_after(t, job, cursor, 0);
	job->cursors++;
	walk->cursor = cursor;
	walk->job = job_slot;
	return 0;
}

/* A walk that has begun goes on behind (sequence, slot) if that record still stands. */
static __always_inline void locked_walk_go_on(const struct table *t, const struct walk *walk,
					      __u64 sequence, __u32 slot)
{
	struct record *record = record_at(t, slot);

	if (!slot || !record->tgid || record->job != walk->job || record->sequence != sequence)
		return;
	locked_unlink(t, job_at(t, walk->job), walk->cursor);
	locked_link_after(t, job_at(t, walk->job), walk->cursor, slot);
}

/* The next members behind the cursor with a sequence above "after". */
__noinline int walk_next(const struct walk *walk, struct batch *batch, __u64 after)
{
	struct table t;
	struct job *job;
	volatile __u32 *count; /* in memory: the verifier would unroll the loop to know it */
	__u32 at, last;

	if (!walk || !batch)
		return 0;
	count = &batch->count;
	*count = batch->more = 0;
	if (!table_open(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	job = job_at(&t, walk->job);
	last = walk->cursor;
	at = job->generation == walk->generation ? record_at(&t, last)->next : 0;
	for (int i = 0; i < 4 * BATCH && at && *count < BATCH; i++) {
		struct record *record = record_at(&t, at);

		if (record->tgid && record->sequence > after) {
			struct seen *seen = &batch->seen[*count & (BATCH - 1)];

			seen->tgid = record->tgid;
			seen->slot = at;
			seen->start = record->start;
			seen->sequence = record->sequence;
			seen->ending =
				(*pid_entry(t.pid_table, record->tgid) & (EXITED | ENDING)) != 0;
			++*count;
		}
		last = at;
		at = record->next;
	}
	if (last != walk->cursor) {
		locked_unlink(&t, job, walk->cursor);
		locked_link_after(&t, job, walk->cursor, last);
	}
	bpf_spin_unlock(&t.internal->lock);
	batch->more = at != 0;
	return 0;
}

/* A walk's own answer page; pages are numbered from 0, cursors behind the records. */
static __always_inline void *page_of(const struct walk *walk)
{
	__u32 key = walk->cursor - (config.record_limit - PT_CURSORS);

	return bpf_map_lookup_elem(&pt_pages, &key);
}

static __always_inline struct batch *batch_of(const struct walk *walk)
{
	struct answer_page *page = page_of(walk);

	return page ? &page->batch : 0;
}

/* A walk over a job from the beginning; in a frame of its own, which is gone afterwards. */
static __noinline int walk_begin(__u32 id, struct walk *walk)
{
	struct table t;
	int error;

	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	error = locked_walk_begin(&t, walk, id, 0, 0);
	bpf_spin_unlock(&t.internal->lock);
	return error;
}

__noinline int walk_end(const struct walk *walk)
{
	struct table t;

	if (!walk || !walk->cursor || !table_open(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	if (walk->job) {
		struct job *job = job_at(&t, walk->job);

		locked_unlink(&t, job, walk->cursor);
		job->cursors--;
		locked_job_put(&t, walk->job);
	}
	record_at(&t, walk->cursor)->start = 0;
	record_at(&t, walk->cursor)->next = t.internal->cursor_free;
	t.internal->cursor_free = walk->cursor;
	t.state->counters.cursors--;
	bpf_spin_unlock(&t.internal->lock);
	return 0;
}

#endif
