/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reader.bpf.h: wake whoever sleeps until something happens (lib/news.c).  A helper cannot be
 * called under the lock, so there it is only noted that it is time, and each program looks at its
 * end whether it is the one to wake.
 */
#ifndef PROCTRACK_READER_H
#define PROCTRACK_READER_H

#include "table.bpf.h"

/* internal.reader: who sleeps until there is news */
#define READER_SLEEPS 1u
#define READER_READS 2u /* and reads events then */
#define READER_DUE 4u	/* there is, and nobody has woken it yet */

/* Its data mean nothing: that they come wakes everybody who polls the map. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096); /* rounded up to a page by the loader */
} pt_news SEC(".maps");

/* Under the lock. */
static __always_inline void locked_reader_is_due(const struct table *t)
{
	if (t->internal->reader)
		t->internal->reader |= READER_DUE;
}

/* Under the lock. */
static __always_inline void locked_reader_sleeps(const struct table *t, __u32 flags)
{
	t->internal->reader |= READER_SLEEPS;
	if (flags & PT_FLAG_READS)
		t->internal->reader |= READER_READS;
}

/* Whether a sleeper has to be woken, and nobody else does it. */
__noinline int table_reader_is_due(__u64 now)
{
	struct table t;
	__u32 reader;

	if (!table_open(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	reader = t.internal->reader;
	if (reader & READER_DUE) {
		t.internal->reader = 0;
		if (reader & READER_READS) /* it is about to */
			t.state->counters.events_read_at = now;
	}
	bpf_spin_unlock(&t.internal->lock);
	return (reader & READER_DUE) != 0;
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
	struct internal *internal = bpf_map_lookup_elem(&pt_internal, &zero);

	if (internal && *(volatile __u32 *)&internal->reader & READER_DUE)
		reader_wake();
}

#endif
