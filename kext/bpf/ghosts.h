/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ghosts.h: processes that have exited and are not released.  A process is
 * counted when its last thread exits; what the kernel adds behind that, up to
 * the last moment on a processor, is settled when the kernel frees it.  Until
 * it is a zombie it stays a member, and its ghost knows which.  All under the
 * lock.
 */
#ifndef PROCTRACK_GHOSTS_H
#define PROCTRACK_GHOSTS_H

#include "usage.h"

#define CHOICE 8
#define DISPLACED_BITS 12 /* chains of ghosts whose pid is in use again; there are more ghosts */
#define SETTLED (sizeof(((struct ghost *)0)->counted) / sizeof(__u64))
_Static_assert(__builtin_offsetof(struct figures, read_bytes) == 8 * SETTLED, "what is settled");

/* What is not settled, for it is final when the process exits. */
static __always_inline void locked_rest_add(struct pt_usage *to, const struct exit_info *who)
{
	const __u64 *parts = (const __u64 *)&who->used;

#pragma unroll
	for (__u32 i = SETTLED; i < MAX_RSS; i++)
		((__u64 *)to)[i] += parts[i];
	locked_rss_add(to, who->used.max_rss);
	locked_end_add(to, who->end);
}

static __always_inline __u32 ghost_tgid(const struct ghost *ghost)
{
	return ghost->tgid & ~(END_KNOWN | CLOSED);
}

static __always_inline int ghost_is_closed(const struct ghost *ghost)
{
	return (ghost->tgid & CLOSED) != 0;
}

static __always_inline void locked_ghost_free(const struct table *t, __u32 slot)
{
	ghost_at(t, slot)->start = 0;
	ghost_at(t, slot)->next = t->state->ghost_free;
	t->state->ghost_free = slot;
}

static __always_inline int locked_is_ghost(const struct table *t, __u32 slot, __u64 start)
{
	__u64 of = ghost_at(t, slot)->start;

	return of && (of == start || of == ANY_START);
}

/* What a cell has that is no one's: whoever frees a process looks for a displaced ghost, or not. */
static __always_inline __u32 locked_no_one(const struct table *t)
{
	return t->state->displaced ? ELSEWHERE : 0;
}

/* The ghost that a cell has; the sentinel = none. */
static __always_inline struct ghost *ghost_in(const struct table *t, __u32 cell)
{
	return ghost_at(t, cell & GHOST ? cell & ~GHOST : 0);
}

/* The member that a cell names, by itself or by a ghost; 0 = none. */
static __always_inline __u32 locked_member_in(const struct table *t, __u32 cell)
{
	return cell & GHOST ? ghost_in(t, cell)->member : cell_member(cell);
}

static __always_inline int locked_is_ending(const struct table *t, __u32 cell)
{
	return cell & GHOST ? ghost_in(t, cell)->member != 0 : (cell & ENDING) != 0;
}

/* Members that have exited and have a record; any one of them can do without. */
static __always_inline void locked_ending_link(const struct table *t, __u32 slot)
{
	__u32 top = t->state->ending_top;

	ghost_at(t, slot)->previous = 0;
	ghost_at(t, slot)->next = top;
	if (top)
		ghost_at(t, top)->previous = slot;
	t->state->ending_top = slot;
}

static __always_inline void locked_ending_unlink(const struct table *t, __u32 slot)
{
	struct ghost *ghost = ghost_at(t, slot);
	__u32 next = ghost->next, previous = ghost->previous;

	if (!ghost->member || ghost->member & UNTABLED)
		return;
	if (previous)
		ghost_at(t, previous)->next = next;
	else
		t->state->ending_top = next;
	if (next)
		ghost_at(t, next)->previous = previous;
}

/*
 * Those whose cell somebody else has, by their start: many may have had one pid, for a process is
 * freed tens of milliseconds after its end.
 */
static __always_inline __u32 *displaced_chain(const struct table *t, __u64 start)
{
	return &ghost_at(t, start * MIX >> (64 - DISPLACED_BITS))->chain;
}

static __always_inline int locked_ghost_has_cell(const struct table *t, __u32 slot)
{
	return *cell_at(t->cells, ghost_tgid(ghost_at(t, slot))) == (GHOST | slot);
}

/* Take it out of its cell, or out of its chain. */
static __always_inline void locked_ghost_unlink(const struct table *t, __u32 slot)
{
	struct ghost *ghost = ghost_at(t, slot);
	__u32 *cell = cell_at(t->cells, ghost_tgid(ghost));
	__u32 *chain = displaced_chain(t, ghost->start);
	__u32 previous = ghost->previous, next = ghost->next;

	if (*cell == (GHOST | slot)) {
		locked_ending_unlink(t, slot);
		*cell = ghost->member ? ENDING | ghost->member : locked_no_one(t);
		return;
	}
	if (previous)
		ghost_at(t, previous)->next = next;
	else if (*chain == slot)
		*chain = next;
	else
		return;
	ghost_at(t, next)->previous = previous;
	t->state->displaced--;
}

/* It gives way, and what it waits for comes into no account.  A member stays one without it. */
static __always_inline void locked_ghost_forget(const struct table *t, __u32 slot)
{
	if (!(ghost_at(t, slot)->tgid & END_KNOWN))
		t->state->lost_exits++;
	else if (!ghost_is_closed(ghost_at(t, slot)))
		t->state->unsettled++;
	locked_ghost_unlink(t, slot);
	locked_ghost_free(t, slot);
}

/* Another process has had the pid since: its threads are gone by now. */
static __always_inline void locked_ghost_outlived(const struct table *t, __u32 slot)
{
	if (slot && ghost_is_closed(ghost_at(t, slot)))
		locked_ghost_forget(t, slot);
}

/* Whether locked_displaced_of would not see one more. */
static __always_inline int locked_chain_full(const struct table *t, __u32 slot)
{
	for (int i = 0; i < CHAIN_MAX - 1 && slot; i++)
		slot = ghost_at(t, slot)->next;
	return slot != 0;
}

/* The pid is in use again before the kernel has freed its last process, which is no member. */
static __always_inline void locked_ghost_displace(const struct table *t, __u32 *cell)
{
	__u32 slot = *cell & ~GHOST;
	struct ghost *ghost = ghost_at(t, slot);
	__u32 *chain = displaced_chain(t, ghost->start);

	if (!(*cell & GHOST) || *cell == COUNTED || *cell == ELSEWHERE)
		return;
	if (ghost_is_closed(ghost) || locked_chain_full(t, *chain)) {
		locked_ghost_forget(t, slot);
		return;
	}
	ghost->next = *chain;
	ghost->previous = 0;
	ghost_at(t, *chain)->previous = slot;
	*chain = slot;
	t->state->displaced++;
}

/* By the start that its ghost has, ANY_START if nobody saw its exit; 0 = none. */
static __always_inline __u32 locked_displaced_of(const struct table *t, __u32 tgid, __u64 start)
{
	__u32 slot = *displaced_chain(t, start);

	for (int i = 0; i < CHAIN_MAX; i++) {
		const struct ghost *ghost = ghost_at(t, slot);

		if (!slot || (ghost_tgid(ghost) == tgid && ghost->start == start))
			break;
		slot = ghost->next;
	}
	return slot;
}

/* The ghost of a process; 0 = none. */
static __always_inline __u32 locked_ghost_of(const struct table *t, __u32 tgid, __u64 start)
{
	__u32 cell = *cell_at(t->cells, tgid), slot = cell & GHOST ? cell & ~GHOST : 0;

	if (slot && locked_is_ghost(t, slot, start))
		return slot;
	if (!t->state->displaced)
		return 0;
	slot = locked_displaced_of(t, tgid, start);
	return slot ? slot : locked_displaced_of(t, tgid, ANY_START);
}

/* Who gives way when all slots are taken: one in turn, but rather one that is closed; 0 = nobody.
 */
static __always_inline __u32 locked_ghost_oldest(const struct table *t)
{
	__u32 first = bounded(t->state->exits % config.ghost_limit, config.ghost_limit),
	      slot = first;

	for (__u32 i = 0; i < CHOICE && !ghost_is_closed(ghost_at(t, slot)); i++)
		slot = bounded(slot + 1, config.ghost_limit);
	return ghost_is_closed(ghost_at(t, slot)) ? slot : first;
}

/*
 * A slot for one more; 0 = none.  When all are taken, one gives way: of a zombie that nobody waits
 * for, or of a process whose release the kernel did not tell.
 */
static __always_inline __u32 locked_ghost_new(const struct table *t)
{
	struct pt_state *state = t->state;

	if (!state->ghost_free && state->ghost_unused + 1 < config.ghost_limit)
		return ++state->ghost_unused;
	if (!state->ghost_free) {
		__u32 slot = locked_ghost_oldest(t);

		if (slot)
			locked_ghost_forget(t, slot);
	}
	if (state->ghost_free) {
		__u32 slot = state->ghost_free;

		state->ghost_free = ghost_at(t, slot)->next;
		return slot;
	}
	return 0;
}

/*
 * A member has exited, its task_struct is there: keep in its cell what was counted.
 * who->start ANY_START: whoever is freed next under this pid.
 */
static __always_inline void locked_ghost_begin(const struct table *t, __u32 tgid, __u32 member,
					       const struct job *job, const struct exit_info *who)
{
	const __u64 *parts = (const __u64 *)&who->used;
	__u32 slot = who->freed == FREED ? 0 : locked_ghost_new(t);
	struct ghost *ghost = ghost_at(t, slot);

	*cell_at(t->cells, tgid) = slot ? GHOST | slot : ENDING | member;
	if (!slot)
		return;
	ghost->member = member;
	if (!(member & UNTABLED))
		locked_ending_link(t, slot);
	ghost->start = who->start;
	ghost->account = job->account;
	ghost->generation = job->generation;
	ghost->tgid = tgid | (who->end < PT_ENDS ? END_KNOWN : 0) | (who->freed ? CLOSED : 0);
#pragma unroll
	for (__u32 i = 0; i < SETTLED; i++)
		ghost->counted[i] = parts[i];
}

/*
 * The kernel has the last word on a process: add what came after it was counted.  how: FREED, or
 * FREED_WITH_THREADS: more may come, and the cell tells where it belongs.
 */
static __always_inline void locked_settle(const struct table *t, __u32 slot,
					  const struct figures *used, __u32 how)
{
	struct ghost *ghost = ghost_at(t, slot);
	const __u64 *parts = (const __u64 *)used;
	struct pt_usage *all = &t->state->ended;
	struct pt_account *account = &account_at(t, ghost->account)->it;
	int known = account->job.generation == ghost->generation;

#pragma unroll
	for (__u32 i = 0; i < SETTLED; i++) {
		__u64 more = parts[i] > ghost->counted[i] ? parts[i] - ghost->counted[i] : 0;

		((__u64 *)all)[i] += more;
		if (known)
			((__u64 *)&account->usage)[i] += more;
	}
	if (how == FREED_WITH_THREADS && locked_ghost_has_cell(t, slot)) {
		ghost->tgid |= CLOSED;
		return;
	}
	locked_ghost_unlink(t, slot);
	locked_ghost_free(t, slot);
}

/* Of one whose end nobody saw, all comes now. */
static __always_inline void locked_settle_late(const struct table *t, __u32 slot,
					       const struct exit_info *who)
{
	struct ghost *ghost = ghost_at(t, slot);
	struct pt_account *account = &account_at(t, ghost->account)->it;

	if (!(ghost->tgid & END_KNOWN)) {
		locked_rest_add(&t->state->ended, who);
		if (account->job.generation == ghost->generation)
			locked_rest_add(&account->usage, who);
	}
	if (locked_ghost_has_cell(t, slot))
		ghost->start = who->start;
	ghost->tgid |= END_KNOWN;
	locked_settle(t, slot, &who->used, who->freed);
}

#endif
