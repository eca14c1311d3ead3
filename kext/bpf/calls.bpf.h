/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * calls.bpf.h: the system calls of proctrack.h, for any process of any user: two
 * programs at the root of the cgroup hierarchy, which see the socket options of
 * every process, and take those at our level (proctrack_abi.h) for requests.
 * What a user may not do ends here; what is done is done by the same operations
 * as for root.
 */
#ifndef PROCTRACK_CALLS_H
#define PROCTRACK_CALLS_H

#include "control.bpf.h"
#include "pids.bpf.h"
#include "register.bpf.h"
#include "signal.bpf.h"
#include "tie.bpf.h"

#define PT_OPTION_MAX 4096 /* a page */

/* The caller itself, or for root whom it names and sees. */
static __noinline int call_register(struct pt_request *request, __u32 unprivileged)
{
	__u32 flags = (unprivileged ? UNPRIVILEGED : 0) | (request->reg.flags & PT_FLAG_NEW);
	struct task_struct *task;
	int error;

	if (request->reg.pid == 0)
		return request->job
			       ? join(request->job, bpf_get_current_task_btf()->group_leader, flags)
			       : -EINVAL;
	if (!caller_is_root())
		return -EPERM;
	if (!request->job)
		return -EINVAL;
	if (request->reg.pid < 0)
		return -ESRCH;
	if (request->reg.pid == 1 && caller_sees_all())
		return -EPERM;
	if (!(config.features & PT_FEATURE_CALL_TASKS))
		return -ENOSYS;
	task = bpf_task_from_vpid(request->reg.pid);
	if (!task)
		return -ESRCH;
	error = join(request->job, task, flags);
	bpf_task_release(task);
	return error;
}

/*
 * Where this program reaches nobody else, the caller sweeps with rights of its
 * own.  So it must know which job it marks: the next one with the same id is
 * another, and who says nothing marks nothing.
 */
static __always_inline int call_signal(struct pt_request *request, __u32 unprivileged)
{
	__u32 reaches = config.features & PT_FEATURE_CALL_TASKS;

	if (request->signal.number < 0 || request->signal.number > SIGNAL_MAX || !request->job)
		return -EINVAL;
	if (!reaches && !request->generation)
		return -EOPNOTSUPP;
	if (!has_cap_kill(bpf_get_current_task_btf()->cred))
		unprivileged = 1;
	return signal_job(request, unprivileged, reaches);
}

/* unprivileged: by somebody to whom the rules of users apply; also to root where he does not see
 * all. */
static __always_inline int call(struct pt_request *request)
{
	__u32 unprivileged = !(caller_is_root() && caller_sees_all());

	request->count = 0;
	if (request->op == PT_OP_REGISTER || request->op == PT_OP_UNREGISTER)
		meet_job(request->job);
	switch (request->op) {
	case PT_OP_REGISTER:
		return call_register(request, unprivileged);
	case PT_OP_UNREGISTER:
		return op_unregister(request, unprivileged);
	case PT_OP_SIGNAL:
		return call_signal(request, unprivileged);
	case PT_OP_LABEL:
		return caller_is_root() ? op_label(request, unprivileged) : -EPERM;
	case PT_OP_TIE:
		return call_tie(request, unprivileged);
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

/* The kernel takes nothing else for an error, and since Linux 7 it wants to see that before. */
static __always_inline void fail_with(long error)
{
	asm volatile("if %[error] s>= -4095 goto +1\n\t"
		     "%[error] = -22\n\t"
		     "if %[error] s<= 0 goto +1\n\t"
		     "%[error] = -22"
		     : [error] "+r"(error));
	bpf_set_retval(error);
}

/* Do what a socket option of ours says. */
static __always_inline int command(struct bpf_sockopt *ctx)
{
	struct pt_request *in = ctx->optval, request;
	int error = -EINVAL;

	if ((void *)(in + 1) <= ctx->optval_end && ctx->optlen == sizeof(request)) {
		request = *in;
		request.op = ctx->optname;
		error = call(&request);
		wake_reader();
	}
	ctx->optlen = -1; /* the kernel need not look at it */
	if (!error)
		return 1;
	fail_with(error);
	return 0;
}

/* An answer replaces what the kernel thought of the option; the compiler must not merge the two. */
static __always_inline void answered(struct bpf_sockopt *ctx, __u32 bytes)
{
	ctx->optlen = bytes;
	barrier();
	ctx->retval = 0;
}

/* pid 0: the caller itself. */
static __noinline int call_find(__s32 pid, struct job_name *ret)
{
	__u32 tgid;

	if (pid && !caller_knows_pids())
		return -ENOSYS;
	tgid = pid ? global_pid(pid) : bpf_get_current_task_btf()->tgid;
	if (!meet(tgid))
		job_name_of(tgid, ret);
	return ret->id ? 0 : -ENOENT;
}

static __always_inline void answer_find(struct bpf_sockopt *ctx)
{
	struct pt_answer *out = ctx->optval;
	struct job_name name = {};

	if ((void *)(out + 1) > ctx->optval_end || ctx->optlen < (int)sizeof(*out))
		return;
	out->error = call_find(ctx->optname, &name);
	out->value = name.id;
	out->generation = name.generation;
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
	out->generation = p.walk.generation;
	for (__u32 i = 0; in && i < PT_PIDS_BYTES / sizeof(__u32) && i < p.count; i++)
		out->pids[i] = in[i];
	walk_end(&p.walk);
	answered(ctx, sizeof(*out) - PT_PIDS_BYTES + p.count * sizeof(__u32));
}

/* Which extension answers here. */
static __always_inline void answer_build(struct bpf_sockopt *ctx)
{
	struct pt_answer *out = ctx->optval;
	__u32 zero = 0;
	struct pt_state *state = bpf_map_lookup_elem(&pt_state, &zero);

	if ((void *)(out + 1) > ctx->optval_end || ctx->optlen < (int)sizeof(*out) || !state)
		return;
	out->error = 0;
	out->value = PT_ABI_VERSION;
	out->generation = state->settings.build;
	answered(ctx, sizeof(*out));
}

#endif
