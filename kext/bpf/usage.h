/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage.h: what a process has used, read from the kernel's own counters, and
 * what becomes of it in the account of its job.  A process is counted when its
 * last thread exits; what the kernel adds behind that, up to the last moment
 * on a processor, is settled when the kernel frees it.  I/O is counted thread
 * by thread: the kernel's sum for a process has that of its children too.
 */
#ifndef PROCTRACK_USAGE_H
#define PROCTRACK_USAGE_H

#include "table.h"

#define NS_SHIFT 10 /* a split needs no more than about microseconds */
#define RATIO_SHIFT 20

/* Of one process, while its threads are added up. */
struct figures {
	struct pt_usage used; /* user: raw, in ticks */
	__u64 system;	      /* likewise */
};

static __always_inline void add_thread(struct figures *sum, struct task_struct *task)
{
	sum->used.cpu += task->se.sum_exec_runtime;
	sum->used.user += task->utime;
	sum->system += task->stime;
	sum->used.voluntary += task->nvcsw;
	sum->used.involuntary += task->nivcsw;
	sum->used.minor_faults += task->min_flt;
	sum->used.major_faults += task->maj_flt;
}

static __always_inline void add_io(struct pt_usage *used, struct task_struct *task)
{
	used->read_bytes += task->ioac.read_bytes;
	used->write_bytes += task->ioac.write_bytes;
	used->read_chars += task->ioac.rchar;
	used->write_chars += task->ioac.wchar;
}

/* Threads that were released before. */
static __always_inline void add_released(struct figures *sum, struct signal_struct *signal)
{
	sum->used.cpu += signal->sum_sched_runtime;
	sum->used.user += signal->utime;
	sum->system += signal->stime;
	sum->used.voluntary += signal->nvcsw;
	sum->used.involuntary += signal->nivcsw;
	sum->used.minor_faults += signal->min_flt;
	sum->used.major_faults += signal->maj_flt;
}

/* CPU time is exact, its parts are sampled by ticks: the kernel scales them for wait4, and so here.
 */
static __always_inline void split_cpu(struct figures *sum)
{
	__u64 user = sum->used.user >> NS_SHIFT, all = user + (sum->system >> NS_SHIFT);

	if (!sum->system || !all)
		sum->used.user = sum->used.cpu;
	else
		sum->used.user =
			((sum->used.cpu >> NS_SHIFT) * ((user << RATIO_SHIFT) / all) >> RATIO_SHIFT)
			<< NS_SHIFT;
}

/* The first ones of struct pt_usage are those that a ghost keeps. */
#define SETTLED (sizeof(((struct ghost *)0)->counted) / sizeof(__u64))
#define MAX_RSS (__builtin_offsetof(struct pt_usage, max_rss) / sizeof(__u64))
_Static_assert(__builtin_offsetof(struct pt_usage, read_bytes) == 8 * SETTLED, "what is settled");

/* How a process leaves. */
struct departure {
	union {
		struct pt_usage used;
		struct figures sum;
	};
	__u64 start;
	__u64 now;
	__u32 uid;
	__u32 status; /* of wait(2) */
	char comm[PT_COMM_SIZE];
};

static __always_inline void locked_usage_add(struct pt_usage *to, const struct pt_usage *used)
{
	__u64 *sums = (__u64 *)to;
	const __u64 *parts = (const __u64 *)used;

#pragma unroll
	for (__u32 i = 0; i < sizeof(*to) / sizeof(__u64); i++)
		if (i != MAX_RSS)
			sums[i] += parts[i];
	if (used->max_rss > to->max_rss)
		to->max_rss = used->max_rss;
}

static __always_inline int locked_end_is_known(const struct pt_usage *used)
{
	return used->exited_normally + used->exited_failed + used->exited_by_signal +
		       used->exited_by_oom !=
	       0;
}

static __always_inline void locked_end_add(struct pt_usage *to, const struct pt_usage *used)
{
	to->exited_normally += used->exited_normally;
	to->exited_failed += used->exited_failed;
	to->exited_by_signal += used->exited_by_signal;
	to->exited_by_oom += used->exited_by_oom;
}

/*
 * The process is gone, its pid not yet: keep in its cell what was counted.  Without a free slot
 * its last moments go uncounted, and that is counted.
 */
static __always_inline void locked_ghost_begin(const struct table *t, __u32 *cell,
					       const struct job *job, const struct departure *who)
{
	const __u64 *parts = (const __u64 *)&who->used;
	struct pt_state *state = t->state;
	__u32 slot = state->ghost_free;
	struct ghost *ghost;

	if (slot)
		state->ghost_free = ghost_at(t, slot)->next;
	else if (state->ghost_unused + 1 < knobs.ghost_limit)
		slot = ++state->ghost_unused;
	else {
		state->unsettled++;
		return;
	}
	ghost = ghost_at(t, slot);
	ghost->start = who->start;
	ghost->account = job->account;
	ghost->generation = job->generation;
	ghost->next = locked_end_is_known(&who->used);
#pragma unroll
	for (__u32 i = 0; i < SETTLED; i++)
		ghost->counted[i] = parts[i];
	*cell = GHOST | slot;
}

static __always_inline void locked_ghost_end(const struct table *t, __u32 *cell)
{
	__u32 slot = *cell & ~GHOST;

	ghost_at(t, slot)->start = 0;
	ghost_at(t, slot)->next = t->state->ghost_free;
	t->state->ghost_free = slot;
	*cell = 0;
}

/* The kernel has the last word on a process: add what came after it was counted. */
static __always_inline void locked_settle(const struct table *t, __u32 *cell,
					  const struct departure *who)
{
	struct ghost *ghost = ghost_at(t, *cell & ~GHOST);
	const __u64 *parts = (const __u64 *)&who->used;
	__u64 *sums = (__u64 *)&t->state->ended;
	struct pt_account *account = &account_at(t, ghost->account)->it;
	__u64 *own = (__u64 *)&account->usage;
	int known = account->generation == ghost->generation;

#pragma unroll
	for (__u32 i = 0; i < SETTLED; i++) {
		__u64 more = parts[i] > ghost->counted[i] ? parts[i] - ghost->counted[i] : 0;

		sums[i] += more;
		if (known)
			own[i] += more;
	}
	if (!ghost->next) {
		locked_end_add(&t->state->ended, &who->used);
		if (known)
			locked_end_add(&account->usage, &who->used);
	}
	if (who->used.max_rss > t->state->ended.max_rss)
		t->state->ended.max_rss = who->used.max_rss;
	if (known && who->used.max_rss > account->usage.max_rss)
		account->usage.max_rss = who->used.max_rss;
}

#endif
