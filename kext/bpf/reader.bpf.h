/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reader.bpf.h: wake whoever sleeps until something happens (lib/news.c).  A helper cannot be
 * called under the lock, so there it is only noted that it is time, and each program looks at its
 * end whether it is the one to wake.
 */
#ifndef PROCTRACK_READER_H
#define PROCTRACK_READER_H

#include "table.bpf.h"

/* Its data mean nothing: that they come wakes everybody who polls the map. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096); /* rounded up to a page by the loader */
} pt_news SEC(".maps");

/* Under the lock. */
static __always_inline void locked_reader_is_due(const struct table *t)
{
	if (t->state->reader)
		t->state->reader |= PT_READER_DUE;
}

/* Under the lock. */
static __always_inline void locked_reader_sleeps(const struct table *t, __u32 flags)
{
	t->state->reader |= PT_READER_SLEEPS;
	if (flags & PT_FLAG_READS)
		t->state->reader |= PT_READER_READS;
}

/* Whether a sleeper has to be woken, and nobody else does it. */
__noinline int table_reader_is_due(__u64 now)
{
	struct table t;
	__u32 reader;

	if (!table_open(&t))
		return 0;
	bpf_spin_lock(t.lock);
	reader = t.state->reader;
	if (reader & PT_READER_DUE) {
		t.state->reader = 0;
		if (reader & PT_READER_READS) /* it is about to */
			t.state->events_read_at = now;
	}
	bpf_spin_unlock(t.lock);
	return (reader & PT_READER_DUE) != 0;
}

static __noinline void reader_wake(void)
{
	__u64 now = bpf_ktime_get_boot_ns();

	if (table_reader_is_due(now))
		bpf_ringbuf_output(&pt_news, &now, sizeof(now), BPF_RB_FORCE_WAKEUP);
}

/* At the end of each program that may have changed something; without the lock. */
static __always_inline void wake_reader(void)
{
	__u32 zero = 0;
	struct pt_state *state = bpf_map_lookup_elem(&pt_state, &zero);

	if (state && *(volatile __u32 *)&state->reader & PT_READER_DUE)
		reader_wake();
}

#endif
