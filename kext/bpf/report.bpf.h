/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report.bpf.h: pages of accounts and events: a live job's, the history, and what happened. */
#ifndef PROCTRACK_REPORT_H
#define PROCTRACK_REPORT_H

#include "list.bpf.h"
#include "signal.bpf.h"

static __always_inline struct pt_account *account_in(void *page, __u32 i)
{
	return (struct pt_account *)page + bounded(i, PT_PAGE_ACCOUNTS);
}

static __always_inline void copy_account(struct pt_account *to, const struct pt_account *from)
{
#pragma unroll
	for (__u32 i = 0; i < sizeof(*to) / sizeof(__u64); i++)
		((__u64 *)to)[i] = ((const __u64 *)from)[i];
}

/* Its threads that live, or have exited and are not released. */
static __noinline void add_threads(struct figures *sum, struct task_struct *leader)
{
	struct bpf_iter_task it;
	struct task_struct *thread;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, leader, TASK_ITER_PROC_THREADS);
	while ((thread = bpf_iter_task_next(&it))) {
		add_thread(sum, thread);
		if (!(thread->flags & PF_EXITING)) /* else it was counted, or is about to be */
			add_io(sum, thread);
	}
	bpf_iter_task_destroy(&it);
	bpf_rcu_read_unlock();
}

/* The answer page of an account, with what there is no room for on the stack. */
struct account_page {
	struct pt_account account;
	struct figures sum; /* of one process */
	__u32 torn;	    /* a thread was released while its process was added up */
	__u32 padding;
};
_Static_assert(sizeof(struct account_page) <= PT_PIDS_BYTES, "a page");

static __always_inline void figures_clear(struct figures *sum)
{
#pragma unroll
	for (__u32 i = 0; i < sizeof(*sum) / sizeof(__u64); i++)
		((__u64 *)sum)[i] = 0;
}

/* Changes whenever a thread is released: it goes over from the threads to the sum of the released.
 */
static __always_inline __u32 releases(struct signal_struct *signal)
{
	return *(volatile unsigned int *)&signal->stats_lock.seqcount.seqcount.sequence;
}

/*
 * Add what a live member has used; one that is gone is in the account, or will be.  Never too
 * much: who loses a thread meanwhile, which might be there twice, is left out.
 */
__noinline int add_live(const struct walk *walk, struct account_page *page, __u32 tgid, __u64 start)
{
	struct task_struct *task;
	__u32 before;

	if (!walk || !page || !(config.features & PT_FEATURE_TASK_FROM_PID))
		return 0;
	task = bpf_task_from_pid(tgid);
	if (!task)
		return 0;
	if (start ? start_of(task) == start : is_untabled_member(walk, tgid)) {
		figures_clear(&page->sum);
		before = releases(task->signal);
		add_released(&page->sum, task->signal);
		if (config.features & PT_FEATURE_TASK_ITER) {
			add_threads(&page->sum, task);
			page->sum.max_rss =
				rss_in_job(&page->account, task->signal->maxrss << PAGE_SHIFT,
					   last_rss(task->mm));
		} else {
			add_thread(&page->sum, task);
			add_io(&page->sum, task);
		}
		split_cpu(&page->sum);
		if (before & 1 || releases(task->signal) != before)
			page->torn = 1;
		else
			locked_figures_add(&page->account.usage, &page->sum);
		locked_rss_add(&page->account.usage, page->sum.max_rss);
	}
	bpf_task_release(task);
	return 0;
}

struct account_walk {
	struct walk walk;
	__u64 total;	 /* processes that ever came, before */
	__u32 processes; /* that have not exited */
	__u32 untabled;
};

/* The job and what it has used so far, into its page; -ESRCH: it has ended. */
__noinline int account_copy(struct account_walk *a)
{
	struct account_page *page;
	struct pt_account *out;
	struct table t;
	int error = -ESRCH;

	if (!a)
		return error;
	page = page_of(&a->walk);
	if (!page || !table_open_accounting(&t))
		return error;
	out = &page->account;
	page->torn = 0;
	bpf_spin_lock(&t.internal->lock);
	if (job_at(&t, a->walk.job)->generation == a->walk.generation &&
	    members(job_at(&t, a->walk.job))) {
		struct job *job = job_at(&t, a->walk.job);

		copy_account(out, &account_at(&t, job->account)->it);
		locked_job_info(job, &out->job);
		a->total = job->total;
		a->processes = members(job) - job->ending;
		a->untabled = job->untabled;
		error = 0;
	}
	bpf_spin_unlock(&t.internal->lock);
	return error;
}

/*
 * What was said once is not taken back: in a moment in which a process or a thread is on its way
 * from the living to the account, the sum lacks it.  User time keeps within the CPU time by which
 * both differ from what was said, so that system time never goes down either.
 */
static __always_inline void locked_reported(struct job *job, struct pt_usage *usage)
{
	__u64 *counters = (__u64 *)usage, *reported = job->reported;
	const struct pt_usage *before = (const struct pt_usage *)reported;

	if (usage->cpu < before->cpu)
		usage->cpu = before->cpu;
	if (usage->user > before->user + (usage->cpu - before->cpu))
		usage->user = before->user + (usage->cpu - before->cpu);
#pragma unroll
	for (__u32 i = 0; i < PT_COUNTERS; i++) {
		if (counters[i] < reported[i])
			counters[i] = reported[i];
		reported[i] = counters[i];
	}
}

/* Whether somebody came or went since: then somebody may be missing. */
__noinline int account_moved(const struct account_walk *a)
{
	struct account_page *page;
	struct table t;
	struct job *job;
	int moved;

	if (!a)
		return 1;
	page = page_of(&a->walk);
	if (!page || !table_open(&t))
		return 1;
	bpf_spin_lock(&t.internal->lock);
	job = job_at(&t, a->walk.job);
	moved = page->torn || job->generation != a->walk.generation || job->total != a->total ||
		members(job) - job->ending != a->processes;
	if (job->generation == a->walk.generation)
		locked_reported(job, &page->account.usage);
	bpf_spin_unlock(&t.internal->lock);
	return moved;
}

static long account_batch(__u32 step, struct account_walk *a)
{
	struct account_page *page = page_of(&a->walk);
	struct batch *batch = batch_of(&a->walk);

	if (!page || !batch)
		return 1;
	walk_next(&a->walk, batch, 0);
	for (__u32 i = 0; i < BATCH; i++) {
		if (i >= batch->count)
			break;
		if (batch->seen[i].ending) /* it is in the account */
			continue;
		add_live(&a->walk, page, batch->seen[i].tgid, batch->seen[i].start);
	}
	return !batch->more;
}

static long account_pids(__u32 step, struct account_walk *a)
{
	__u32 zero = 0, first = step * PIDS_A_STEP;
	__u32 *pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);
	struct account_page *page = page_of(&a->walk);

	if (!pid_table || !page)
		return 1;
	if (step_is_empty(first))
		return 0;
	for (__u32 i = 0; i < PIDS_A_STEP; i++)
		if (pid_entry_peek(pid_table, first + i) == (UNTABLED | a->walk.job))
			add_live(&a->walk, page, first + i, 0);
	return 0;
}

static __noinline int account_begin(struct pt_request *request, struct account_walk *a)
{
	struct table t;
	int error;

	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	error = locked_walk_begin(&t, &a->walk, request->job, request->generation, 0);
	bpf_spin_unlock(&t.internal->lock);
	request->generation = a->walk.generation;
	return error ? error : account_copy(a);
}

static __noinline int op_account(struct pt_request *request, struct walk *walk)
{
	struct account_walk a = {};
	int error;

	if (!request->job)
		return -EINVAL;
	error = account_begin(request, &a);
	*walk = a.walk;
	if (error)
		return error;
	bpf_loop(STEPS_MAX, account_batch, &a, 0);
	if (a.untabled)
		bpf_loop(pid_steps(), account_pids, &a, 0);
	request->account.moved = account_moved(&a);
	request->count = 1;
	return 0;
}

struct report_walk {
	struct walk walk;
	__u64 after;
	__u64 last;
	__u32 slot;
	__u32 count;
	__u32 at; /* a record that is passed by on the way to one that is wanted */
	__u32 padding;
	__u64 passed; /* its sequence number */
};

/* A page is taken with a cursor, and nothing else is done with that. */
static __noinline int report_begin(struct report_walk *r)
{
	struct table t;

	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	r->walk.cursor = locked_cursor_take(&t, 0);
	bpf_spin_unlock(&t.internal->lock);
	return r->walk.cursor ? 0 : -EAGAIN;
}

/* Whether this one still is; a record that gave way is free, or another's. */
static __always_inline int is_final_record(const struct account *account, __u64 sequence)
{
	return account->it.job.generation && account->it.ended && account->it.sequence == sequence;
}

/* The record behind the one that came last.  When that gave way: the first one that is younger. */
static long history_step(__u32 step, struct report_walk *r)
{
	void *page = page_of(&r->walk);
	struct table t;
	struct account *last;
	__u32 slot;

	if (!page || !table_open_accounting(&t))
		return 1;
	bpf_spin_lock(&t.internal->lock);
	last = account_at(&t, r->slot);
	slot = t.state->counters.history ? t.internal->history_head : 0;
	if (r->slot && is_final_record(last, r->after))
		slot = last->next;
	else if (r->at && is_final_record(account_at(&t, r->at), r->passed))
		slot = account_at(&t, r->at)->next;
	if (slot && account_at(&t, slot)->it.sequence <= r->after) {
		r->at = slot;
		r->passed = account_at(&t, slot)->it.sequence;
	} else if (slot) {
		copy_account(account_in(page, r->count), &account_at(&t, slot)->it);
		r->slot = slot;
		r->after = account_at(&t, slot)->it.sequence;
		r->count++;
	}
	bpf_spin_unlock(&t.internal->lock);
	return !slot || r->count >= PT_PAGE_ACCOUNTS;
}

static __noinline int op_history(struct pt_request *request, struct walk *walk)
{
	struct report_walk r = {.after = request->list.after, .slot = request->list.hint};
	int error = report_begin(&r);

	*walk = r.walk;
	if (error)
		return error;
	bpf_loop(STEPS_MAX, history_step, &r, 0);
	request->count = r.count;
	request->list.after = r.count < PT_PAGE_ACCOUNTS ? 0 : r.after;
	request->list.hint = r.slot;
	return 0;
}

static long events_step(__u32 step, struct report_walk *r)
{
	struct pt_event *page = page_of(&r->walk);
	struct table t;
	__u64 last, next = r->after + 1;

	if (!page || !table_open_accounting(&t))
		return 1;
	bpf_spin_lock(&t.internal->lock);
	last = t.state->counters.events;
	if (last > PT_EVENTS && next <= last - PT_EVENTS)
		next = last - PT_EVENTS + 1;
	if (next && next <= last)
		page[bounded(step, PT_PAGE_EVENTS)] = *event_at(&t, next);
	bpf_spin_unlock(&t.internal->lock);
	r->last = last;
	if (!next || next > last)
		return 1;
	r->after = next;
	r->count = step + 1;
	return 0;
}

/* For a stop, which lets readers come to the end. */
__noinline int events_were_read(__u64 upto)
{
	__u64 now = bpf_ktime_get_boot_ns();
	struct table t;

	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	if (upto > t.state->counters.events) /* who asks only for the last number */
		upto = t.state->counters.events;
	if (upto > t.state->counters.events_read)
		t.state->counters.events_read = upto;
	t.state->counters.events_read_at = now;
	bpf_spin_unlock(&t.internal->lock);
	return 0;
}

static __noinline int op_events(struct pt_request *request, struct walk *walk)
{
	struct report_walk r = {.after = request->events.after};
	int error = report_begin(&r);

	*walk = r.walk;
	if (error)
		return error;
	bpf_loop(PT_PAGE_EVENTS, events_step, &r, 0);
	events_were_read(r.after);
	request->count = r.count;
	request->events.after = r.after;
	request->events.last = r.last;
	return 0;
}

#endif
