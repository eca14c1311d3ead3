/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.bpf.h: the extension's own state, all of it of one moment. */
#ifndef PROCTRACK_STATUS_H
#define PROCTRACK_STATUS_H

#include "report.bpf.h"

/* Its sums agree only under the lock. */
static __noinline void state_copy(void *to)
{
	struct table t;

	if (!table_open(&t))
		return;
	bpf_spin_lock(&t.internal->lock);
#pragma unroll
	for (__u32 i = 0; i < sizeof(*t.state) / sizeof(__u64); i++)
		((__u64 *)to)[i] = ((const __u64 *)t.state)[i];
	((struct pt_state *)to)->counters.cursors--; /* ours */
	bpf_spin_unlock(&t.internal->lock);
}

static __noinline int op_status(struct pt_request *request, struct walk *walk)
{
	struct report_walk r = {};
	int error = report_begin(&r);
	void *page;

	*walk = r.walk;
	page = page_of(walk);
	if (error || !page)
		return error;
	state_copy(page);
	request->count = 1;
	return 0;
}

#endif
