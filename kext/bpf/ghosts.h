/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ghosts.h: processes that have exited and are not released.  A process is
 * counted when its last thread exits; what the kernel adds behind that, up to
 * the last moment on a processor, is settled when the kernel frees it.  All
 * under the lock.
 */
#ifndef PROCTRACK_GHOSTS_H
#define PROCTRACK_GHOSTS_H

#include "usage.h"

#define SETTLED (sizeof(((struct ghost *)0)->counted) / sizeof(__u64))
_Static_assert(__builtin_offsetof(struct figures, read_bytes) == 8 * SETTLED, "what is settled");

static __always_inline void locked_ghost_end(const struct table *t, __u32 *cell)
{
	__u32 slot = *cell & ~GHOST;

	ghost_at(t, slot)->start = 0;
	ghost_at(t, slot)->tgid = t->state->ghost_free;
	t->state->ghost_free = slot;
	*cell = 0;
}

/*
 * A slot for one more; 0 = none.  When all are taken, one in turn gives way: of a zombie that
 * nobody waits for, or of a process whose release the kernel did not tell.
 */
static __always_inline __u32 locked_ghost_new(const struct table *t)
{
	struct pt_state *state = t->state;
	__u32 slot = state->ghost_free;

	if (!slot && state->ghost_unused + 1 < knobs.ghost_limit)
		return ++state->ghost_unused;
	if (!slot) {
		state->unsettled++;
		slot = bounded(state->exits % knobs.ghost_limit, knobs.ghost_limit);
		if (slot)
			locked_ghost_end(t,
					 cell_at(t->cells, ghost_at(t, slot)->tgid & ~END_KNOWN));
	}
	if (slot)
		state->ghost_free = ghost_at(t, slot)->tgid;
	return slot;
}

/* The process is gone, its pid not yet: keep in its cell what was counted. */
static __always_inline void locked_ghost_begin(const struct table *t, __u32 tgid,
					       const struct job *job, const struct departure *who)
{
	const __u64 *parts = (const __u64 *)&who->used;
	__u32 slot = locked_ghost_new(t);
	struct ghost *ghost = ghost_at(t, slot);

	if (!slot)
		return;
	ghost->start = who->start;
	ghost->account = job->account;
	ghost->generation = job->generation;
	ghost->tgid = tgid | (who->end < PT_ENDS ? END_KNOWN : 0);
#pragma unroll
	for (__u32 i = 0; i < SETTLED; i++)
		ghost->counted[i] = parts[i];
	*cell_at(t->cells, tgid) = GHOST | slot;
}

/* The kernel has the last word on a process: add what came after it was counted. */
static __always_inline void locked_settle(const struct table *t, __u32 cell,
					  const struct departure *who)
{
	struct ghost *ghost = ghost_at(t, cell & ~GHOST);
	const __u64 *parts = (const __u64 *)&who->used;
	struct pt_usage *all = &t->state->ended;
	struct pt_account *account = &account_at(t, ghost->account)->it;
	int known = account->generation == ghost->generation;

#pragma unroll
	for (__u32 i = 0; i < SETTLED; i++) {
		__u64 more = parts[i] > ghost->counted[i] ? parts[i] - ghost->counted[i] : 0;

		((__u64 *)all)[i] += more;
		if (known)
			((__u64 *)&account->usage)[i] += more;
	}
	if (!(ghost->tgid & END_KNOWN)) {
		locked_end_add(all, who->end);
		if (known)
			locked_end_add(&account->usage, who->end);
	}
}

#endif
