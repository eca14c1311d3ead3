/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * calls.h: the system calls of proctrack.h, for any process of any user: two
 * programs at the root of the cgroup hierarchy, which see the socket options of
 * every process, and take those at our level (proctrack_abi.h) for requests.
 * What a user may not do ends here; what is done is done by the same operations
 * as for root.
 */
#ifndef PROCTRACK_CALLS_H
#define PROCTRACK_CALLS_H

#include "control.h"
#include "pids.h"
#include "register.h"
#include "signal.h"

#define PT_OPTION_MAX 4096 /* a page */

/* The caller itself, or for root whom it names and sees. */
static __noinline int call_register(struct pt_request *request, __u32 asked)
{
	__u32 flags = asked ? ASKED : 0;
	struct task_struct *task;
	int error;

	if (request->pid == 0)
		return request->job
			       ? join(request->job, bpf_get_current_task_btf()->group_leader, flags)
			       : -EINVAL;
	if (!caller_is_root())
		return -EPERM;
	if (!request->job)
		return -EINVAL;
	if (request->pid < 0)
		return -ESRCH;
	if (request->pid == 1 && caller_sees_all())
		return -EPERM;
	task = bpf_task_from_vpid(request->pid);
	if (!task)
		return -ESRCH;
	error = join(request->job, task, flags);
	bpf_task_release(task);
	return error;
}

/* asked: by somebody to whom the rules of users apply; also to root where he does not see all. */
static __always_inline int call(struct pt_request *request)
{
	__u32 asked = !(caller_is_root() && caller_sees_all());

	request->count = request->total = 0;
	switch (request->op) {
	case PT_OP_REGISTER:
		return call_register(request, asked);
	case PT_OP_UNREGISTER:
		return op_unregister(request, asked);
	case PT_OP_SIGNAL:
		request->generation = 0;
		return op_signal(request, asked || !has_cap_kill(bpf_get_current_task_btf()->cred));
	case PT_OP_LABEL:
		return caller_is_root() ? op_label(request, asked) : -EPERM;
	case PT_OP_DUMP:
		return op_dump();
	}
	return -EINVAL;
}

/* Of an option longer than a page the kernel shows us a part: it shall use the whole. */
static __always_inline int not_ours(struct bpf_sockopt *ctx)
{
	if (ctx->optlen > PT_OPTION_MAX)
		ctx->optlen = 0;
	return 1;
}

SEC("cgroup/setsockopt")
int proctrack_command(struct bpf_sockopt *ctx)
{
	struct pt_request *in = ctx->optval, request;
	int error = -EINVAL;

	if (ctx->level != knobs.level)
		return not_ours(ctx);
	if ((void *)(in + 1) <= ctx->optval_end && ctx->optlen == sizeof(request)) {
		request = *in;
		request.op = ctx->optname;
		error = call(&request);
	}
	ctx->optlen = -1; /* the kernel need not look at it */
	if (!error)
		return 1;
	bpf_set_retval(error);
	return 0;
}

/* An answer replaces what the kernel thought of the option; the compiler must not merge the two. */
static __always_inline void answered(struct bpf_sockopt *ctx, __u32 bytes)
{
	ctx->optlen = bytes;
	barrier();
	ctx->retval = 0;
}

static __always_inline void answer_find(struct bpf_sockopt *ctx)
{
	struct pt_answer *out = ctx->optval;
	__u32 tgid;

	if ((void *)(out + 1) > ctx->optval_end || ctx->optlen < (int)sizeof(*out))
		return;
	tgid = global_pid(ctx->optname);
	out->value = meet(tgid) ? 0 : job_of(tgid);
	out->error = out->value ? 0 : -ENOENT;
	out->generation = 0;
	answered(ctx, sizeof(*out));
}

static __noinline void answer_pids(struct bpf_sockopt *ctx, int all)
{
	struct pids_walk p = {};
	struct pt_pids *out = ctx->optval;
	__u32 *in;
	int error;

	if ((void *)(out + 1) > ctx->optval_end || ctx->optlen < (int)sizeof(*out))
		return;
	error = all ? op_all_pids(ctx->optname, &p) : op_pids(ctx->optname, &p);
	in = page_of(&p.walk);
	out->error = error;
	out->count = all ? p.count / 2 : p.count;
	out->after = p.more ? (all ? p.at : 1) : 0;
	out->reserved = 0;
	out->generation = 0;
	for (__u32 i = 0; in && i < PT_PIDS_BYTES / sizeof(__u32) && i < p.count; i++)
		out->pids[i] = in[i];
	walk_end(&p.walk);
	answered(ctx, sizeof(*out) - PT_PIDS_BYTES + p.count * sizeof(__u32));
}

SEC("cgroup/getsockopt")
int proctrack_ask(struct bpf_sockopt *ctx)
{
	switch (ctx->level - knobs.level) {
	case PT_ASK_FIND:
		answer_find(ctx);
		break;
	case PT_ASK_JOB:
		answer_pids(ctx, 0);
		break;
	case PT_ASK_ALL:
		answer_pids(ctx, 1);
		break;
	default:
		return not_ours(ctx);
	}
	return 1;
}

#endif
