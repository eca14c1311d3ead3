/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage.bpf.h: what a process has used, read from the kernel's own counters, and
 * what becomes of it in the account of its job.  I/O is counted thread by
 * thread: the kernel's sum for a process has that of its children too.
 */
#ifndef PROCTRACK_USAGE_H
#define PROCTRACK_USAGE_H

#include "table.bpf.h"

#define NS_SHIFT 10 /* a split needs no more than about microseconds */
#define RATIO_SHIFT 20

/* Of one process, while its threads are added up: the first part of struct pt_usage. */
struct figures {
	__u64 cpu;
	__u64 user; /* raw, in ticks, until it is split */
	__u64 voluntary;
	__u64 involuntary;
	__u64 minor_faults;
	__u64 major_faults;
	__u64 read_bytes;
	__u64 write_bytes;
	__u64 read_chars;
	__u64 write_chars;
	__u64 max_rss;
	__u64 system; /* raw, in ticks; in its place, struct pt_usage has how processes ended */
};

#define MAX_RSS (__builtin_offsetof(struct figures, max_rss) / sizeof(__u64))
#define SAME_PLACE(field)                                                                          \
	_Static_assert(__builtin_offsetof(struct figures, field) ==                                \
			       __builtin_offsetof(struct pt_usage, field),                         \
		       #field " is not where struct pt_usage has it")
SAME_PLACE(cpu);
SAME_PLACE(major_faults);
SAME_PLACE(read_bytes);
SAME_PLACE(max_rss);

#define ANY_START (~0ULL) /* its record had no start, and it is gone */

enum { FREED = 1, FREED_WITH_THREADS }; /* with others than the first one */

/* How a process leaves. */
struct exit_info {
	struct figures used;
	__u64 last_rss; /* max_rss of its last program alone, bytes; 0 = not known */
	__u64 start;	/* with the pid: the process's identity; 0 = not known */
	__u64 now;
	__u32 uid;
	__u32 status; /* of wait(2) */
	__u32 end;    /* PT_END_; PT_ENDS = not known */
	__u32 freed;  /* FREED: this is all of it, the kernel frees the process; or 0 */
	char comm[PT_COMM_SIZE];
};

/* How a thread other than the first one ends. */
struct thread_end {
	struct figures used; /* I/O only */
	__u64 start;	     /* of its process */
	__u64 now;
	__u32 pid;
	__u32 tgid;
	__u32 freed; /* the kernel frees it; else it exits */
	__u32 padding;
};

static __always_inline void add_thread(struct figures *sum, struct task_struct *task)
{
	sum->cpu += task->se.sum_exec_runtime;
	sum->user += task->utime;
	sum->system += task->stime;
	sum->voluntary += task->nvcsw;
	sum->involuntary += task->nivcsw;
	sum->minor_faults += task->min_flt;
	sum->major_faults += task->maj_flt;
}

static __always_inline void add_io(struct figures *sum, struct task_struct *task)
{
	sum->read_bytes += task->ioac.read_bytes;
	sum->write_bytes += task->ioac.write_bytes;
	sum->read_chars += task->ioac.rchar;
	sum->write_chars += task->ioac.wchar;
}

/* Threads that were released before. */
static __always_inline void add_released(struct figures *sum, struct signal_struct *signal)
{
	sum->cpu += signal->sum_sched_runtime;
	sum->user += signal->utime;
	sum->system += signal->stime;
	sum->voluntary += signal->nvcsw;
	sum->involuntary += signal->nivcsw;
	sum->minor_faults += signal->min_flt;
	sum->major_faults += signal->maj_flt;
}

/* The counter is a sum of parts and may be below 0 for a moment. */
static __always_inline __u64 positive(__s64 count)
{
	return count > 0 ? count : 0;
}

/* The most that a program had in memory, bytes; 0 = it is gone, or the kernel counts otherwise. */
static __always_inline __u64 last_rss(struct mm_struct *mm)
{
	__u64 now;

	if (!mm || !(config.features & PT_FEATURE_TASK_ITER))
		return 0;
	/* constant indices: only those are relocated */
	now = positive(mm->rss_stat[MM_FILEPAGES].count) +
	      positive(mm->rss_stat[MM_ANONPAGES].count) +
	      positive(mm->rss_stat[MM_SHMEMPAGES].count);
	return (mm->hiwater_rss > now ? mm->hiwater_rss : now) << PAGE_SHIFT;
}

/* CPU time is exact, its parts are sampled by ticks: the kernel scales them for wait4, and so here.
 */
static __always_inline void split_cpu(struct figures *sum)
{
	__u64 user = sum->user >> NS_SHIFT, all = user + (sum->system >> NS_SHIFT);

	if (!sum->system || !all)
		sum->user = sum->cpu;
	else
		sum->user = ((sum->cpu >> NS_SHIFT) * ((user << RATIO_SHIFT) / all) >> RATIO_SHIFT)
			    << NS_SHIFT;
}

static __always_inline __u32 end_of(__u32 status, int oom)
{
	if (status & 0x7f)
		return oom ? PT_END_OOM : PT_END_SIGNAL;
	return status ? PT_END_FAILED : PT_END_NORMAL;
}

static __always_inline void locked_figures_add(struct pt_usage *to, const struct figures *used)
{
	__u64 *sums = (__u64 *)to;
	const __u64 *parts = (const __u64 *)used;

#pragma unroll
	for (__u32 i = 0; i < MAX_RSS; i++)
		sums[i] += parts[i];
}

static __always_inline void locked_rss_add(struct pt_usage *to, __u64 rss)
{
	if (rss > to->max_rss)
		to->max_rss = rss;
}

/*
 * The most that a process had while it was in the job.  Its own maximum may be of a time before
 * that: of a JVM, say, which forked it without a copy.  Then only its last program counts.
 */
static __always_inline __u64 rss_in_job(const struct pt_account *account, __u64 max, __u64 last)
{
	int ours = max >> PAGE_SHIFT > account->rss_before || !last;

	return ours && max > last ? max : last;
}

static __always_inline void locked_end_add(struct pt_usage *to, __u32 end)
{
	if (end < PT_ENDS)
		to->ended[end & (PT_ENDS - 1)]++;
}

static __always_inline void locked_usage_add(struct pt_account *account, struct pt_usage *all,
					     const struct exit_info *who)
{
	__u64 rss = rss_in_job(account, who->used.max_rss, who->last_rss);

	locked_figures_add(&account->usage, &who->used);
	locked_rss_add(&account->usage, rss);
	locked_end_add(&account->usage, who->end);
	locked_figures_add(all, &who->used);
	locked_rss_add(all, rss);
	locked_end_add(all, who->end);
}

#endif
