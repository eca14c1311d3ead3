/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exited.bpf.h: processes that have exited and are not released.  A process is
 * counted when its last thread exits; what the kernel adds behind that, up to
 * the last moment on a processor, is settled when the kernel frees it.  Until
 * it is a zombie it stays a member, and its exited process knows which.  All under the
 * lock.
 */
#ifndef PROCTRACK_EXITED_H
#define PROCTRACK_EXITED_H

#include "usage.bpf.h"

#define CHOICE 8
#define DISPLACED_BITS                                                                             \
	12 /* chains of exited processes whose pid is in use again; there are more exited          \
	      processes */
#define SETTLED (sizeof(((struct exited *)0)->counted) / sizeof(__u64))
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

static __always_inline __u32 exited_tgid(const struct exited *exited)
{
	return exited->tgid & ~(END_KNOWN | CLOSED);
}

static __always_inline int exited_is_closed(const struct exited *exited)
{
	return (exited->tgid & CLOSED) != 0;
}

static __always_inline void locked_exited_free(const struct table *t, __u32 slot)
{
	exited_at(t, slot)->start = 0;
	exited_at(t, slot)->next = t->internal->exited_free;
	t->internal->exited_free = slot;
}

static __always_inline int locked_is_exited(const struct table *t, __u32 slot, __u64 start)
{
	__u64 of = exited_at(t, slot)->start;

	return of && (of == start || of == ANY_START);
}

/* What an entry has that is no one's: whoever frees a process looks for a displaced exited process,
 * or not. */
static __always_inline __u32 locked_no_one(const struct table *t)
{
	return t->state->counters.displaced ? ELSEWHERE : 0;
}

/* The exited process that an entry has; the sentinel = none. */
static __always_inline struct exited *exited_in(const struct table *t, __u32 entry)
{
	return exited_at(t, entry & EXITED ? entry & ~EXITED : 0);
}

/* The member that an entry names, by itself or by an exited process; 0 = none. */
static __always_inline __u32 locked_member_in(const struct table *t, __u32 entry)
{
	return entry & EXITED ? exited_in(t, entry)->member : entry_member(entry);
}

static __always_inline int locked_is_ending(const struct table *t, __u32 entry)
{
	return entry & EXITED ? exited_in(t, entry)->member != 0 : (entry & ENDING) != 0;
}

/* Members that have exited and have a record; any one of them can do without. */
static __always_inline void locked_ending_link(const struct table *t, __u32 slot)
{
	__u32 top = t->internal->ending_top;

	exited_at(t, slot)->previous = 0;
	exited_at(t, slot)->next = top;
	if (top)
		exited_at(t, top)->previous = slot;
	t->internal->ending_top = slot;
}

static __always_inline void locked_ending_unlink(const struct table *t, __u32 slot)
{
	struct exited *exited = exited_at(t, slot);
	__u32 next = exited->next, previous = exited->previous;

	if (!exited->member || exited->member & UNTABLED)
		return;
	if (previous)
		exited_at(t, previous)->next = next;
	else
		t->internal->ending_top = next;
	if (next)
		exited_at(t, next)->previous = previous;
}

/*
 * Those whose entry somebody else has, by their start: many may have had one pid, for a process is
 * freed tens of milliseconds after its end.
 */
static __always_inline __u32 *displaced_chain(const struct table *t, __u64 start)
{
	return &exited_at(t, start * MIX >> (64 - DISPLACED_BITS))->chain;
}

static __always_inline int locked_exited_has_entry(const struct table *t, __u32 slot)
{
	return *pid_entry(t->pid_table, exited_tgid(exited_at(t, slot))) == (EXITED | slot);
}

/* Take it out of its entry, or out of its chain. */
static __always_inline void locked_exited_unlink(const struct table *t, __u32 slot)
{
	struct exited *exited = exited_at(t, slot);
	__u32 *entry = pid_entry(t->pid_table, exited_tgid(exited));
	__u32 *chain = displaced_chain(t, exited->start);
	__u32 previous = exited->previous, next = exited->next;

	if (*entry == (EXITED | slot)) {
		locked_ending_unlink(t, slot);
		*entry = exited->member ? ENDING | exited->member : locked_no_one(t);
		return;
	}
	if (previous)
		exited_at(t, previous)->next = next;
	else if (*chain == slot)
		*chain = next;
	else
		return;
	exited_at(t, next)->previous = previous;
	t->state->counters.displaced--;
}

/* It gives way, and what it waits for comes into no account.  A member stays one without it. */
static __always_inline void locked_exited_forget(const struct table *t, __u32 slot)
{
	if (!(exited_at(t, slot)->tgid & END_KNOWN))
		t->state->counters.lost_exits++;
	else if (!exited_is_closed(exited_at(t, slot)))
		t->state->counters.unsettled++;
	locked_exited_unlink(t, slot);
	locked_exited_free(t, slot);
}

/* Another process has had the pid since: its threads are gone by now. */
static __always_inline void locked_exited_outlived(const struct table *t, __u32 slot)
{
	if (slot && exited_is_closed(exited_at(t, slot)))
		locked_exited_forget(t, slot);
}

/* Whether locked_displaced_of would not see one more. */
static __always_inline int locked_chain_full(const struct table *t, __u32 slot)
{
	for (int i = 0; i < CHAIN_MAX - 1 && slot; i++)
		slot = exited_at(t, slot)->next;
	return slot != 0;
}

/* The pid is in use again before the kernel has freed its last process, which is no member. */
static __always_inline void locked_exited_displace(const struct table *t, __u32 *entry)
{
	__u32 slot = *entry & ~EXITED;
	struct exited *exited = exited_at(t, slot);
	__u32 *chain = displaced_chain(t, exited->start);

	if (!(*entry & EXITED) || *entry == COUNTED || *entry == ELSEWHERE)
		return;
	if (exited_is_closed(exited) || locked_chain_full(t, *chain)) {
		locked_exited_forget(t, slot);
		return;
	}
	exited->next = *chain;
	exited->previous = 0;
	exited_at(t, *chain)->previous = slot;
	*chain = slot;
	t->state->counters.displaced++;
}

/* By the start that its exited process has, ANY_START if nobody saw its exit; 0 = none. */
static __always_inline __u32 locked_displaced_of(const struct table *t, __u32 tgid, __u64 start)
{
	__u32 slot = *displaced_chain(t, start);

	for (int i = 0; i < CHAIN_MAX; i++) {
		const struct exited *exited = exited_at(t, slot);

		if (!slot || (exited_tgid(exited) == tgid && exited->start == start))
			break;
		slot = exited->next;
	}
	return slot;
}

/* The exited process of a process; 0 = none. */
static __always_inline __u32 locked_exited_of(const struct table *t, __u32 tgid, __u64 start)
{
	__u32 entry = *pid_entry(t->pid_table, tgid), slot = entry & EXITED ? entry & ~EXITED : 0;

	if (slot && locked_is_exited(t, slot, start))
		return slot;
	if (!t->state->counters.displaced)
		return 0;
	slot = locked_displaced_of(t, tgid, start);
	return slot ? slot : locked_displaced_of(t, tgid, ANY_START);
}

/* Who gives way when all slots are taken: one in turn, but rather one that is closed; 0 = nobody.
 */
static __always_inline __u32 locked_exited_oldest(const struct table *t)
{
	__u32 first = bounded(t->state->counters.exits % config.exited_limit, config.exited_limit),
	      slot = first;

	for (__u32 i = 0; i < CHOICE && !exited_is_closed(exited_at(t, slot)); i++)
		slot = bounded(slot + 1, config.exited_limit);
	return exited_is_closed(exited_at(t, slot)) ? slot : first;
}

/*
 * A slot for one more; 0 = none.  When all are taken, one gives way: of a zombie that nobody waits
 * for, or of a process whose release the kernel did not tell.
 */
static __always_inline __u32 locked_exited_new(const struct table *t)
{
	struct internal *internal = t->internal;

	if (!internal->exited_free && internal->exited_unused + 1 < config.exited_limit)
		return ++internal->exited_unused;
	if (!internal->exited_free) {
		__u32 slot = locked_exited_oldest(t);

		if (slot)
			locked_exited_forget(t, slot);
	}
	if (internal->exited_free) {
		__u32 slot = internal->exited_free;

		internal->exited_free = exited_at(t, slot)->next;
		return slot;
	}
	return 0;
}

/*
 * A member has exited, its task_struct is there: keep in its entry what was counted.
 * who->start ANY_START: whoever is freed next under this pid.
 */
static __always_inline void locked_exited_begin(const struct table *t, __u32 tgid, __u32 member,
						const struct job *job, const struct exit_info *who)
{
	const __u64 *parts = (const __u64 *)&who->used;
	__u32 slot = who->freed == FREED ? 0 : locked_exited_new(t);
	struct exited *exited = exited_at(t, slot);

	*pid_entry(t->pid_table, tgid) = slot ? EXITED | slot : ENDING | member;
	if (!slot)
		return;
	exited->member = member;
	if (!(member & UNTABLED))
		locked_ending_link(t, slot);
	exited->start = who->start;
	exited->account = job->account;
	exited->generation = job->generation;
	exited->tgid = tgid | (who->end < PT_ENDS ? END_KNOWN : 0) | (who->freed ? CLOSED : 0);
#pragma unroll
	for (__u32 i = 0; i < SETTLED; i++)
		exited->counted[i] = parts[i];
}

/*
 * The kernel has the last word on a process: add what came after it was counted.  how: FREED, or
 * FREED_WITH_THREADS: more may come, and the entry tells where it belongs.
 */
static __always_inline void locked_settle(const struct table *t, __u32 slot,
					  const struct figures *used, __u32 how)
{
	struct exited *exited = exited_at(t, slot);
	const __u64 *parts = (const __u64 *)used;
	struct pt_usage *all = &t->state->counters.ended;
	struct pt_account *account = &account_at(t, exited->account)->it;
	int known = account->job.generation == exited->generation;

#pragma unroll
	for (__u32 i = 0; i < SETTLED; i++) {
		__u64 more = parts[i] > exited->counted[i] ? parts[i] - exited->counted[i] : 0;

		((__u64 *)all)[i] += more;
		if (known)
			((__u64 *)&account->usage)[i] += more;
	}
	if (how == FREED_WITH_THREADS && locked_exited_has_entry(t, slot)) {
		exited->tgid |= CLOSED;
		return;
	}
	locked_exited_unlink(t, slot);
	locked_exited_free(t, slot);
}

/* Of one whose end nobody saw, all comes now. */
static __always_inline void locked_settle_late(const struct table *t, __u32 slot,
					       const struct exit_info *who)
{
	struct exited *exited = exited_at(t, slot);
	struct pt_account *account = &account_at(t, exited->account)->it;

	if (!(exited->tgid & END_KNOWN)) {
		locked_rest_add(&t->state->counters.ended, who);
		if (account->job.generation == exited->generation)
			locked_rest_add(&account->usage, who);
	}
	if (locked_exited_has_entry(t, slot))
		exited->start = who->start;
	exited->tgid |= END_KNOWN;
	locked_settle(t, slot, &who->used, who->freed);
}

#endif
