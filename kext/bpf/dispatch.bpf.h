/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dispatch.bpf.h: from root's requests to the operations. What is allowed and what happens is
 * decided there. */
#ifndef PROCTRACK_DISPATCH_H
#define PROCTRACK_DISPATCH_H

#include "adopt.bpf.h"
#include "control.bpf.h"
#include "report.bpf.h"
#include "signal.bpf.h"
#include "status.bpf.h"
#include "tie.bpf.h"

/*
 * Whether pids of the request, or of its answer, mean others to the caller: these entry points know
 * those of the initial namespace only.
 */
static __noinline int means_others(const struct pt_request *request)
{
	return (request->op == PT_OP_REGISTER || request->op == PT_OP_ADOPT ||
		request->op == PT_OP_FIND || request->op == PT_OP_SIGNAL ||
		request->op == PT_OP_LIST || request->op == PT_OP_GONE ||
		request->op == PT_OP_TIE) &&
	       !caller_sees_all();
}

static __always_inline int is_listing(__u32 op)
{
	return op == PT_OP_LIST || op == PT_OP_JOBS || op == PT_OP_ACCOUNT || op == PT_OP_HISTORY ||
	       op == PT_OP_EVENTS || op == PT_OP_STATUS;
}

/* Whom an operation is about may be gone, and nobody has looked: before it begins, for a stack has
 * no room for both. */
static __always_inline void meet_before(const struct pt_request *request)
{
	if (request->op == PT_OP_REGISTER || request->op == PT_OP_ADOPT ||
	    request->op == PT_OP_UNREGISTER)
		meet_job(request->job);
	else if (request->op == PT_OP_CLOSE)
		meet_all();
	else if ((is_listing(request->op) && request->op != PT_OP_LIST) ||
		 request->op == PT_OP_NEWS)
		meet_ending();
}

/* adopts: this program can walk the kernel's tasks. */
static __always_inline int dispatch(struct pt_request *request, struct task_struct *target,
				    __u32 adopts)
{
	if (means_others(request))
		return -EXDEV;
	meet_before(request);
	switch (request->op) {
	case PT_OP_REGISTER:
		return op_register(request, target);
	case PT_OP_ADOPT:
		return adopts ? op_adopt(request) : -EOPNOTSUPP;
	case PT_OP_UNREGISTER:
		return op_unregister(request, 0);
	case PT_OP_FIND:
		return op_find(request);
	case PT_OP_SIGNAL:
		return signal_job(request, 0, (config.features & REACHES) == REACHES);
	case PT_OP_CLOSE:
		return op_close(request);
	case PT_OP_LABEL:
		return op_label(request, 0);
	case PT_OP_WATCH:
		return op_watch(request);
	case PT_OP_DEBUG:
		return op_debug(request);
	case PT_OP_DUMP:
		return op_dump();
	case PT_OP_SWEEP:
		owners_sweep();
		return op_sweep(request);
	case PT_OP_GONE:
		return op_gone(request);
	case PT_OP_NEWS:
		return op_news(request);
	case PT_OP_TIE:
		return op_tie(request);
	}
	return -EINVAL;
}

/* The context takes stores at fixed offsets only. */
static __always_inline void copy_page(struct pt_page *to, const void *from)
{
	__u64 *out = (__u64 *)to->processes;
	const __u64 *in = from;

#pragma unroll
	for (__u32 i = 0; i < PAGE_BYTES / sizeof(__u64); i++)
		out[i] = in[i];
}

/* Answer a listing: the page that is to be copied out before the walk is ended, or NULL. */
static __always_inline void *list_page(struct pt_request *request, struct walk *walk)
{
	request->count = 0;
	if (means_others(request)) {
		request->error = -EXDEV;
		return 0;
	}
	meet_before(request);
	switch (request->op) {
	case PT_OP_LIST:
		request->error = op_list(request, walk);
		break;
	case PT_OP_JOBS:
		request->error = op_jobs(request, walk);
		break;
	case PT_OP_ACCOUNT:
		request->error = op_account(request, walk);
		break;
	case PT_OP_HISTORY:
		request->error = op_history(request, walk);
		break;
	case PT_OP_STATUS:
		request->error = op_status(request, walk);
		break;
	case PT_OP_EVENTS:
		request->error = op_events(request, walk);
		break;
	default:
		request->error = -EINVAL;
	}
	return request->count ? page_of(walk) : 0;
}

#endif
