/* SPDX-License-Identifier: GPL-2.0-or-later */
/* entry_points.h: the ways into the operations. An entry point moves a request in and an answer
 * out; what is allowed and what happens is decided behind it. */
#ifndef PROCTRACK_ENTRY_POINTS_H
#define PROCTRACK_ENTRY_POINTS_H

#include "adopt.h"
#include "calls.h"
#include "control.h"
#include "hooks.h"
#include "report.h"
#include "signal.h"
#include "status.h"

/*
 * Whether pids of the request, or of its answer, mean others to the caller: these entry points know
 * those of the initial namespace only.
 */
static __noinline int means_others(const struct pt_request *request)
{
	return (request->op == PT_OP_REGISTER || request->op == PT_OP_ADOPT ||
		request->op == PT_OP_FIND || request->op == PT_OP_SIGNAL ||
		request->op == PT_OP_LIST || request->op == PT_OP_GONE) &&
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
		return op_sweep(request);
	case PT_OP_GONE:
		return op_gone(request);
	case PT_OP_NEWS:
		return op_news(request);
	}
	return -EINVAL;
}

/* Root's entry point: BPF_PROG_RUN on the pinned program, request and answer in the context. */
SEC("syscall")
int proctrack_call(struct pt_request *ctx)
{
	struct pt_request request = *ctx;

	request.count = request.total = 0;
	request.error = dispatch(&request, 0, 1);
	*ctx = request;
	return 0;
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
	request->count = request->total = 0;
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

SEC("syscall")
int proctrack_page(struct pt_page *ctx)
{
	struct pt_request request = ctx->head;
	struct walk walk = {};
	void *page = list_page(&request, &walk);

	if (page)
		copy_page(ctx, page);
	walk_end(&walk);
	ctx->head = request;
	return 0;
}

/*
 * Older kernels' entry point, where a program may not both sleep and lock: an
 * iterator over one task, the request's target, that works on the mailbox.
 */
SEC("iter/task")
int proctrack_iterator(struct bpf_iter__task *ctx)
{
	__u32 zero = 0;
	struct pt_page *mailbox = bpf_map_lookup_elem(&pt_mailbox, &zero);
	struct pt_request request;
	struct walk walk = {};
	void *page;

	if (!ctx->task || !mailbox)
		return 0;
	request = mailbox->head;
	if (is_listing(request.op)) {
		page = list_page(&request, &walk);
		if (page)
			copy_page(mailbox, page);
		walk_end(&walk);
	} else {
		request.count = request.total = 0;
		request.error = dispatch(&request, ctx->task, 0);
	}
	mailbox->head = request;
	return 0;
}

/* A name may hold anything; on a terminal and in a line of text it shall be a name. */
static __always_inline void printable(char to[PT_COMM_SIZE], const char from[PT_COMM_SIZE])
{
	for (int i = 0; i < PT_COMM_SIZE; i++) {
		char c = from[i];

		to[i] = c && (c < ' ' || c > '~') ? '?' : c;
	}
}

/* For cat(1): a line for each tracked process: job, pid, parent, uid, start (ns), name. */
SEC("iter/task")
int proctrack_records(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct seq_file *seq = ctx->meta->seq;
	char name[PT_COMM_SIZE];
	__u32 job;

	if (!task || task->pid != task->tgid || is_gone(task))
		return 0;
	job = job_of(task->tgid);
	if (!job)
		return 0;
	printable(name, task->comm);
	BPF_SEQ_PRINTF(seq, "%u %d %d %u %llu %s\n", job, task->tgid, task->real_parent->tgid,
		       task->cred->uid.val, start_of(task), name);
	return 0;
}

#endif
