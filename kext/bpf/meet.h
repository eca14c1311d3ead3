/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * meet.h: members that are dead.  Where the kernel skips hooks, a process may
 * have exited and still be a member, until its parent waits for it.  Whoever
 * comes across one takes it out: a list, a signal, a question, a stop.
 */
#ifndef PROCTRACK_MEET_H
#define PROCTRACK_MEET_H

#include "ends.h"
#include "walk.h"

/* Nobody has its pid any more.  What it used comes when the kernel frees it. */
__noinline int member_vanished(__u32 tgid)
{
	__u64 now = bpf_ktime_get_boot_ns();
	struct table t;
	int removed;

	if (!table_open_books(&t))
		return 0;
	bpf_spin_lock(t.lock);
	removed = locked_member_vanish(&t, tgid, now);
	t.state->exits_repaired += removed;
	bpf_spin_unlock(t.lock);
	return removed;
}

/* Take a member out if it is a zombie or gone; answers whether it was. */
__noinline int meet(__u32 tgid)
{
	__u32 zero = 0;
	__u32 *cells = bpf_map_lookup_elem(&pt_cells, &zero);
	struct task_struct *task;
	int removed = 0;

	if (!(knobs.features & PT_FEATURE_BACKUP_HOOKS) ||
	    !(knobs.features & PT_FEATURE_TASK_FROM_PID) || !cells || !cell_peek(cells, tgid))
		return 0;
	task = bpf_task_from_pid(tgid);
	if (!task)
		return member_vanished(tgid);
	if (is_dead(task) && task->exit_state) /* a zombie has its exit hook behind it */
		removed = member_exited(task, 1);
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

/* All members there are, of whatever job. */
static long meet_cells(__u32 step, __u32 *taken)
{
	__u32 zero = 0, first = step * CELLS_A_STEP;
	__u32 *cells = bpf_map_lookup_elem(&pt_cells, &zero);

	if (!cells)
		return 1;
	if (step_is_empty(first))
		return 0;
	for (__u32 i = 0; i < CELLS_A_STEP; i++) {
		if (!cell_peek(cells, first + i))
			continue;
		*taken = tally(*taken, !meet(first + i));
	}
	return 0;
}

static __always_inline __u32 meet_all(void)
{
	__u32 taken = 0;

	bpf_loop(cell_steps(), meet_cells, &taken, 0);
	return taken;
}

/* Before it is said that a job has processes. */
static __always_inline void meet_job(struct pt_request *request)
{
	struct meeting m = {};

	request->after = request->hint = request->generation = 0;
	if (!(knobs.features & PT_FEATURE_BACKUP_HOOKS) || walk_begin(request, &m.walk, 0))
		return;
	bpf_loop(STEPS_MAX, meet_batch, &m, 0);
	walk_end(&m.walk);
	if (!m.alive) /* the rest of it has no records */
		meet_all();
}

static __noinline int op_sweep(struct pt_request *request)
{
	request->count = knobs.features & PT_FEATURE_BACKUP_HOOKS ? meet_all() : 0;
	return 0;
}

#endif
