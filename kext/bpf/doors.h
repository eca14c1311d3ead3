/* SPDX-License-Identifier: GPL-2.0-or-later */
/* doors.h: the ways into the operations. A door moves a request in and an answer out; what is
 * allowed and what happens is decided behind it. */
#ifndef PROCTRACK_DOORS_H
#define PROCTRACK_DOORS_H

#include "list.h"
#include "register.h"
#include "signal.h"

static __noinline int dispatch(struct pt_request *request)
{
	switch (request->op) {
	case PT_OP_REGISTER:
		return op_register(request);
	case PT_OP_ADOPT:
		return op_adopt(request);
	case PT_OP_UNREGISTER:
		return op_unregister(request);
	case PT_OP_FIND:
		return op_find(request);
	case PT_OP_SIGNAL:
		return op_signal(request);
	case PT_OP_CLOSE:
		return op_close(request);
	}
	return -EINVAL;
}

/* Root's door: BPF_PROG_RUN on the pinned program, request and answer in the context. */
SEC("syscall")
int proctrack_call(struct pt_request *ctx)
{
	struct pt_request request = *ctx;

	request.count = request.total = 0;
	request.error = dispatch(&request);
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

SEC("syscall")
int proctrack_page(struct pt_page *ctx)
{
	struct pt_request request = ctx->head;
	struct walk walk = {};
	void *page;

	request.count = request.total = 0;
	if (request.op == PT_OP_LIST)
		request.error = op_list(&request, &walk);
	else
		request.error = request.op == PT_OP_JOBS ? op_jobs(&request, &walk) : -EINVAL;
	page = page_of(&walk);
	if (page && request.count)
		copy_page(ctx, page);
	walk_end(&walk);
	ctx->head = request;
	return 0;
}

/* For cat(1): a line for each tracked process of the machine, and a head. */
SEC("iter/task")
int proctrack_records(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct seq_file *seq = ctx->meta->seq;
	__u32 job;

	if (!task || task->pid != task->tgid)
		return 0;
	job = job_of(task->tgid);
	if (job)
		BPF_SEQ_PRINTF(seq, "%u %d %d %u %llu %s\n", job, task->tgid,
			       task->real_parent->tgid, task->cred->uid.val, start_of(task),
			       task->comm);
	return 0;
}

#endif
