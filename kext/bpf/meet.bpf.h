/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * meet.bpf.h: members that are gone.  A process that has exited is a member until
 * somebody comes across it and finds a zombie, or nobody: a list, a signal, a
 * question, a registration, a stop.  Otherwise the free hook takes it out.
 */
#ifndef PROCTRACK_MEET_H
#define PROCTRACK_MEET_H

#include "ends.bpf.h"
#include "walk.bpf.h"

/* Whether this program can look at other processes. */
static __always_inline int can_meet(void)
{
	return pt_can_meet(config.features);
}

/* What is known of a member before it is looked at. */
struct sight {
	__u64 start; /* 0 = not known */
	__u32 ending;
	__u32 member; /* 0 = nobody */
};

__noinline int look_at(__u32 tgid, struct sight *ret)
{
	struct table t;
	__u32 entry;

	if (!ret || !table_open_accounting(&t))
		return 0;
	entry = pid_entry_raw(t.pid_table, tgid);
	ret->start = 0;
	ret->ending = locked_is_ending(&t, entry);
	ret->member = locked_member_in(&t, entry);
	if (entry & EXITED)
		ret->start = exited_in(&t, entry)->start;
	else if (!(ret->member & UNTABLED))
		ret->start = record_at(&t, ret->member)->start;
	return ret->member != 0;
}

/*
 * Nobody has its pid any more, or somebody else.  What it used comes when the kernel frees it.
 * start: as it was seen before; who has the pid since may be a member too.  ended: only if its exit
 * was seen.
 */
__noinline int member_vanished(__u32 tgid, __u64 start, __u32 ended)
{
	__u64 now = bpf_ktime_get_boot_ns();
	struct table t;
	__u32 entry;
	int removed = 0;

	if (!table_open_accounting(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	entry = *pid_entry(t.pid_table, tgid);
	if (locked_is_ending(&t, entry)) {
		removed = !start || locked_ended_is(&t, entry, start);
		if (removed)
			locked_ended_gives_way(&t, tgid, now);
	} else if (!ended && (!start || locked_entry_is(&t, entry, start))) {
		removed = locked_member_vanish(&t, tgid, now);
		t.state->counters.exits_repaired += removed;
	}
	bpf_spin_unlock(&t.internal->lock);
	return removed;
}

/* Whether a member's exit may be one that no hook saw. */
static __always_inline int may_be_missed(void)
{
	return (config.features & PT_FEATURE_BACKUP_HOOKS) != 0;
}

/* Nearly no member is: only those that have exited, or may have. */
static __always_inline int is_worth_meeting(__u32 tgid)
{
	__u32 zero = 0;
	__u32 *pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);
	__u32 entry = pid_table ? pid_entry_raw(pid_table, tgid) : 0;

	return may_be_missed() ? entry != 0 : (entry & (EXITED | ENDING)) != 0;
}

/* Answers whether the process with this pid is gone, and takes it out. */
static __always_inline int meet_task(struct task_struct *task, __u32 tgid, const struct sight *seen)
{
	if (seen->start && start_of(task) != seen->start)
		return member_vanished(tgid, seen->start, seen->ending);
	if (!is_gone(task))
		return 0;
	if (!seen->ending && !member_exits(task, 1)) /* a zombie has its exit hook behind it */
		return 0;
	member_leaves(task);
	return 1;
}

/* Take a member out if it is a zombie or gone; answers whether it was. */
__noinline int meet(__u32 tgid)
{
	struct sight seen = {};
	struct task_struct *task;
	int removed;

	if (!can_meet() || !is_worth_meeting(tgid) || !look_at(tgid, &seen))
		return 0;
	task = bpf_task_from_pid(tgid);
	if (!task)
		return member_vanished(tgid, seen.start, seen.ending);
	removed = meet_task(task, tgid, &seen);
	bpf_task_release(task);
	return removed;
}

struct meeting {
	struct walk walk;
	__u32 alive; /* somebody in the last batch was */
	__u32 padding;
};

/* Until somebody lives: then the job does. */
static long meet_batch(__u32 step, struct meeting *m)
{
	struct batch *batch = batch_of(&m->walk);

	if (!batch)
		return 1;
	walk_next(&m->walk, batch, 0);
	for (__u32 i = 0; i < BATCH; i++) {
		if (i >= batch->count)
			break;
		m->alive |= !meet(batch->seen[i].tgid);
	}
	return m->alive || !batch->more;
}

/* Of somebody's entry, all: also if no hook said that the process ends. */
__noinline int meet_pid(__u32 tgid, __u32 all)
{
	__u32 zero = 0;
	__u32 *pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);
	__u32 entry = pid_table ? pid_entry_raw(pid_table, tgid) : 0;

	return (entry & (EXITED | ENDING) || (entry && all)) && meet(tgid);
}

struct gathering {
	__u32 taken;
	__u32 all; /* also those of whom no hook said that they end */
};

/* All members there are, of whatever job. */
static long meet_pids(__u32 step, struct gathering *g)
{
	__u32 first = step * PIDS_A_STEP;

	if (step_is_empty(first))
		return 0;
	for (__u32 i = 0; i < PIDS_A_STEP; i++)
		g->taken = count_if_ok(g->taken, !meet_pid(first + i, g->all));
	return 0;
}

/* Whether anybody has exited who is not known to be gone. */
static __always_inline int are_any_ending(void)
{
	__u32 zero = 0;
	struct pt_state *state = bpf_map_lookup_elem(&pt_state, &zero);

	return can_meet() && state && *(volatile __u32 *)&state->counters.ending;
}

/* Before something is said of all jobs. */
static __noinline void meet_ending(void)
{
	struct gathering g = {};

	if (are_any_ending())
		bpf_loop(pid_steps(), meet_pids, &g, 0);
}

/* Where the kernel skips hooks, everybody is met; answers how many were taken out. */
static __noinline __u32 meet_all(void)
{
	struct gathering g = {.all = may_be_missed()};

	if (may_be_missed() || are_any_ending())
		bpf_loop(pid_steps(), meet_pids, &g, 0);
	return g.taken;
}

/* Whether a job has processes only for as long as nobody looks. */
__noinline int is_in_doubt(__u32 id)
{
	struct table t;
	__u32 slot;
	int doubt;

	if (!table_open(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	slot = locked_job_find(&t, id);
	doubt = slot && members(job_at(&t, slot)) &&
		(may_be_missed() || job_at(&t, slot)->ending == members(job_at(&t, slot)));
	bpf_spin_unlock(&t.internal->lock);
	return doubt;
}

/* Answers whether nobody who has a record is left, of a job that was in doubt. */
__noinline int meet_records(__u32 id)
{
	struct meeting m = {};

	if (!(may_be_missed() || are_any_ending()) || !is_in_doubt(id) || walk_begin(id, &m.walk))
		return 0;
	bpf_loop(STEPS_MAX, meet_batch, &m, 0);
	walk_end(&m.walk);
	return !m.alive;
}

/* Before it is said that a job has processes, or one joins them. */
static __always_inline void meet_job(__u32 id)
{
	if (meet_records(id)) /* the rest of it has none */
		meet_all();
}

/* Root has seen that an ending member is gone; the kernel may tell us a grace period later. */
static __noinline int op_gone(const struct pt_request *request)
{
	if (!can_meet() && request->gone.pid > 0)
		member_vanished(request->gone.pid, request->gone.start, 1);
	return 0;
}

static __always_inline int op_sweep(struct pt_request *request)
{
	request->count = meet_all();
	return 0;
}

#endif
