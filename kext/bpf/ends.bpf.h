/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ends.bpf.h: a process leaves its job.  When its last thread exits it is counted,
 * and stays a member until it has given back all that it holds.  It leaves when
 * somebody asks for it and finds a zombie (meet.bpf.h), where nobody could find out
 * when it becomes one, or else when the kernel frees it; the free hook is never
 * skipped.  What it uses until then is settled there.
 *
 * I/O is counted by thread: that of the first one when the process ends, that of
 * any other one when it exits, or else when it is freed.
 */
#ifndef PROCTRACK_ENDS_H
#define PROCTRACK_ENDS_H

#include "members.bpf.h"

/*
 * A process has exited.  It is a member until it has given back all that it holds.  repair: it was
 * found out late.
 */
__noinline int table_end(__u32 tgid, const struct exit_info *who, __u32 repair)
{
	struct table t;
	int news;

	if (!who || !table_open_accounting(&t))
		return NO_NEWS;
	bpf_spin_lock(&t.internal->lock);
	news = locked_member_ends(&t, tgid, who);
	if (repair && news == NEWS)
		t.state->counters.exits_repaired++;
	bpf_spin_unlock(&t.internal->lock);
	return news;
}

/* A process that has ended is a zombie now, or gone: answers whether it was a member. */
__noinline int table_leave(const struct actor *who, __u64 start)
{
	struct table t;
	int left = 0;

	if (!who || !table_open_accounting(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	if (locked_ended_is(&t, *pid_entry(t.pid_table, who->pid), start))
		left = locked_ended_leaves(&t, who->pid, who->time, who->uid, who->comm);
	bpf_spin_unlock(&t.internal->lock);
	return left;
}

enum { UNSEEN, SEEN, LAST };

/*
 * The kernel frees a process whose exit was seen: what is left to do is done.  LAST: the job ends
 * with it, and who must be known.
 */
__noinline int table_settle(const struct actor *who, __u64 start, const struct figures *used,
			    __u32 how)
{
	struct table t;
	__u32 entry, slot;
	int answer;

	if (!who || !used || !table_open_accounting(&t))
		return UNSEEN;
	bpf_spin_lock(&t.internal->lock);
	entry = *pid_entry(t.pid_table, who->pid);
	slot = entry & ~EXITED;
	answer = entry & EXITED && exited_at(&t, slot)->start == start &&
		 exited_at(&t, slot)->tgid & END_KNOWN;
	if (answer && !who->time && locked_is_last(&t, exited_at(&t, slot)->member))
		answer = LAST;
	if (answer == SEEN) {
		locked_ended_leaves(&t, who->pid, who->time, who->uid, who->comm);
		locked_settle(&t, slot, used, how);
	}
	bpf_spin_unlock(&t.internal->lock);
	return answer;
}

/*
 * The kernel frees a process whose exit nobody may have seen, or whose pid is in use again already.
 * Answers whether the entry holds a member without a record, which may
 * be this process or a later one with its pid.
 */
__noinline int table_free(__u32 tgid, const struct exit_info *who)
{
	struct table t;
	__u32 *place, entry, exited;
	int doubtful = 0;

	if (!who || !table_open_accounting(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	place = pid_entry(t.pid_table, tgid);
	entry = entry_member(*place);
	exited = locked_exited_of(&t, tgid, who->start);
	if (exited) {
		if (*place == (EXITED | exited))
			locked_ended_leaves(&t, tgid, who->now, who->uid, who->comm);
		locked_settle_late(&t, exited, who);
	} else if (*place & EXITED) {
		locked_exited_outlived(&t, *place & ~EXITED);
	} else if (entry & UNTABLED) {
		doubtful = 1;
	} else if (entry) {
		t.state->counters.exits_repaired += locked_member_remove(&t, tgid, who);
	}
	if (*place == ELSEWHERE)
		*place = locked_no_one(&t);
	bpf_spin_unlock(&t.internal->lock);
	return doubtful;
}

/* The last thread, the leader if that is another one, and those that were released. */
static __noinline void read_usage(struct task_struct *task, struct exit_info *who)
{
	struct signal_struct *signal = task->signal;
	struct task_struct *leader = task->group_leader;

	add_released(&who->used, signal);
	add_thread(&who->used, leader);
	if (task->pid != leader->pid)
		add_thread(&who->used, task);
	split_cpu(&who->used);
	add_io(&who->used, leader);
	who->used.max_rss = (__u64)signal->maxrss << PAGE_SHIFT;
	who->last_rss = last_rss(task->mm);
}

/* Who it was, and how it ended. */
static __always_inline void read_end(struct task_struct *task, struct exit_info *who)
{
	struct signal_struct *signal = task->signal;
	struct task_struct *leader = task->group_leader;

	who->status =
		signal->flags & SIGNAL_GROUP_EXIT ? signal->group_exit_code : leader->exit_code;
	who->end = end_of(who->status, signal->oom_mm != 0);
	who->start = leader->start_boottime;
}

/* What an event says besides. */
static __always_inline void read_name(struct task_struct *task, struct exit_info *who)
{
	who->now = bpf_ktime_get_boot_ns();
	who->uid = task->real_cred->uid.val;
	copy_comm(who->comm, task->group_leader->comm);
}

/* Apart: a hook with a large stack costs processes in no job more (Linux 6.13 and its private
 * stacks). */
static __noinline int member_exits(struct task_struct *task, __u32 repair)
{
	struct exit_info who = {};
	int news;

	read_usage(task, &who);
	read_end(task, &who);
	news = table_end(task->tgid, &who, repair);
	if (news == UNTOLD) {
		read_name(task, &who);
		news = table_end(task->tgid, &who, repair);
	}
	return news == NEWS;
}

static __always_inline void actor_is(struct actor *who, struct task_struct *leader)
{
	who->pid = leader->tgid;
	who->uid = leader->real_cred->uid.val;
	who->time = bpf_ktime_get_boot_ns();
	copy_comm(who->comm, leader->comm);
}

/* A process that has ended is a zombie now, or gone. */
static __noinline void member_leaves(struct task_struct *leader)
{
	struct actor who = {};

	actor_is(&who, leader);
	table_leave(&who, leader->start_boottime);
}

/* It exited while it was registered: what it used, and how it ended, comes when it is settled. */
static __noinline void member_exited_early(__u32 tgid, __u64 start)
{
	struct exit_info who = {.start = start, .end = PT_ENDS, .now = bpf_ktime_get_boot_ns()};

	table_end(tgid, &who, 0);
}

/* The account of a thread's process, which lives on, or has left and is not freed; 0 = none. */
static __always_inline __u32 locked_account_of(const struct table *t, __u32 tgid, __u64 start)
{
	__u32 entry = *pid_entry(t->pid_table, tgid);
	struct exited *exited = exited_at(t, entry & ~EXITED);

	if (!(entry & EXITED))
		return locked_entry_is(t, entry, start)
			       ? job_at(t, locked_entry_job(t, entry))->account
			       : 0;
	if (!locked_is_exited(t, entry & ~EXITED, start))
		return 0;
	return account_at(t, exited->account)->it.job.generation == exited->generation
		       ? exited->account
		       : 0;
}

/* A thread's pid is no process's, but may have the exited process of one that had it before. */
static __always_inline void locked_mark_counted(const struct table *t, __u32 pid, __u64 now)
{
	__u32 *entry = pid_entry(t->pid_table, pid);

	locked_ended_gives_way(t, pid, now);
	locked_exited_displace(t, entry);
	if (!entry_member(*entry) && pid < config.pid_limit)
		*entry = COUNTED;
}

/*
 * I/O of a thread other than the first, once: when it exits, which is written down in the entry of
 * its pid, or when it is freed and nothing is written there.
 */
__noinline int table_thread(struct thread_end *end)
{
	struct table t;
	__u32 *mark, slot, counted;

	if (!end || !table_open_accounting(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	mark = pid_entry(t.pid_table, end->pid);
	slot = locked_account_of(&t, end->tgid, end->start);
	counted = end->freed && *mark == COUNTED;
	if (counted)
		*mark = locked_no_one(&t);
	else if (!end->freed && slot)
		locked_mark_counted(&t, end->pid, end->now);
	if (slot && !counted) {
		locked_figures_add(&account_at(&t, slot)->it.usage, &end->used);
		locked_figures_add(&t.state->counters.ended, &end->used);
	}
	bpf_spin_unlock(&t.internal->lock);
	return 0;
}

static __noinline void thread_ended(struct task_struct *task, __u32 freed)
{
	struct thread_end end = {.pid = task->pid,
				 .tgid = task->tgid,
				 .start = start_of(task),
				 .now = bpf_ktime_get_boot_ns(),
				 .freed = freed};

	add_io(&end.used, task);
	table_thread(&end);
}

/* Whether a process has this pid; true where the kernel cannot tell. */
__noinline int is_pid_taken(__u32 tgid)
{
	struct task_struct *task;

	if (!(config.features & PT_FEATURE_TASK_FROM_PID))
		return 1;
	task = bpf_task_from_pid(tgid);
	if (!task)
		return 0;
	bpf_task_release(task);
	return 1;
}

/* All threads were released, and the leader will not run again: the sums are final. */
static __noinline __u32 final_figures(struct task_struct *leader, struct figures *used)
{
	add_released(used, leader->signal);
	split_cpu(used);
	/* their releases may come behind this one */
	return used->cpu > leader->se.sum_exec_runtime ? FREED_WITH_THREADS : FREED;
}

/* What nearly every process of a job comes to: little is read, for it is cold by now. */
static __noinline int settled(struct task_struct *leader)
{
	struct actor who = {.pid = leader->tgid};
	struct figures used = {};
	__u32 how = final_figures(leader, &used);
	__u64 start = leader->start_boottime;
	int answer = table_settle(&who, start, &used, how);

	if (answer == LAST) {
		actor_is(&who, leader);
		answer = table_settle(&who, start, &used, how);
	}
	return answer != UNSEEN;
}

static __noinline void freed_late(struct task_struct *leader)
{
	struct exit_info who = {};

	who.freed = final_figures(leader, &who.used);
	add_io(&who.used, leader);
	who.used.max_rss = (__u64)leader->signal->maxrss << PAGE_SHIFT;
	read_end(leader, &who);
	read_name(leader, &who);
	if (table_free(leader->tgid, &who) && !is_pid_taken(leader->tgid)) {
		table_end(leader->tgid, &who, 1);
		member_leaves(leader);
	}
}

static __noinline void process_freed(struct task_struct *leader)
{
	if (!settled(leader))
		freed_late(leader);
}

/* task: the last thread, or one of others. */
static __always_inline void on_exit(struct task_struct *task)
{
	__u32 zero = 0, tgid = task->tgid;
	__u32 *pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);

	if (!pid_table || !pid_entry_raw(pid_table, tgid))
		return;
	if (pid_entry_peek(pid_table, tgid) && is_dead(task))
		member_exits(task, 0);
	if (task->pid != tgid)
		thread_ended(task, 0);
	wake_reader();
}

/* A task sends a signal: when its process becomes a zombie, to the parent. */
static __always_inline void on_signal(struct task_struct *task)
{
	__u32 zero = 0;
	__u32 *pid_table;

	if (!task->exit_state)
		return;
	pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);
	if (pid_table && pid_entry_raw(pid_table, task->tgid) & (EXITED | ENDING) &&
	    is_gone(task->group_leader)) {
		member_leaves(task->group_leader);
		wake_reader();
	}
}

static __always_inline void on_free(struct task_struct *task)
{
	__u32 zero = 0, tgid = task->tgid;
	__u32 *pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);

	if (!pid_table)
		return;
	if (task->pid != tgid) {
		if (pid_entry_raw(pid_table, tgid) ||
		    pid_entry_raw(pid_table, task->pid) == COUNTED)
			thread_ended(task, 1);
	} else if (pid_entry_raw(pid_table, tgid)) {
		process_freed(task);
		wake_reader();
	}
}

#endif
