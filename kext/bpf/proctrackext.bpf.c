/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proctrackext: keeps track of every process that descends from a registered
 * job, inside the kernel.  All programs are here, each with the little that the
 * kernel wants of its kind; the headers have the rest, in the order of the data:
 *
 *   memory     kernel maps table users quotas
 *   jobs       usage accounts history reader events
 *   members    exited leave members births ends
 *   lists      walk meet list
 *   requests   caller register adopt signal owners reap tie report control status pids
 *   their way  dispatch (root's), calls (any user's), records (text)
 *
 * A header includes only those that stand before it.
 */
#include "kernel.bpf.h"
#include "maps.bpf.h"
#include "table.bpf.h"
#include "reader.bpf.h"
#include "users.bpf.h"
#include "quotas.bpf.h"
#include "usage.bpf.h"
#include "accounts.bpf.h"
#include "history.bpf.h"
#include "events.bpf.h"
#include "exited.bpf.h"
#include "leave.bpf.h"
#include "members.bpf.h"
#include "births.bpf.h"
#include "ends.bpf.h"
#include "walk.bpf.h"
#include "meet.bpf.h"
#include "list.bpf.h"
#include "caller.bpf.h"
#include "register.bpf.h"
#include "adopt.bpf.h"
#include "signal.bpf.h"
#include "owners.bpf.h"
#include "reap.bpf.h"
#include "tie.bpf.h"
#include "report.bpf.h"
#include "control.bpf.h"
#include "status.bpf.h"
#include "pids.bpf.h"
#include "dispatch.bpf.h"
#include "calls.bpf.h"
#include "records.bpf.h"

char LICENSE[] SEC("license") = "GPL";

const struct pt_mark mark SEC(PT_MARK_SECTION) = {PT_STATE_MAGIC, PT_ABI_VERSION, 0};

/*
 * The hooks, at every fork and exit of the machine.  A child is in its parent's
 * job before its first instruction, so nothing runs untracked.
 *
 * Where tracepoints can be preempted, the kernel skips a hook while another task
 * is preempted inside it on the same processor.  Two places cannot be preempted:
 * the first wake-up and the release of a process.  The hooks there take in and
 * out whatever the early ones did not (PT_FEATURE_BACKUP_HOOKS).
 */

SEC("tp_btf/sched_process_fork")
int BPF_PROG(proctrack_fork, struct task_struct *parent, struct task_struct *child)
{
	on_fork(parent->tgid, child);
	return 0;
}

SEC("tp_btf/sched_wakeup_new")
int BPF_PROG(proctrack_wake, struct task_struct *child)
{
	on_wake(bpf_get_current_task_btf()->tgid, child);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(proctrack_exit, struct task_struct *task)
{
	on_exit(task);
	on_owner_end(task);
	return 0;
}

/* Where our other programs cannot look at a process (pt_can_meet), this one sees that it ends. */
SEC("tp_btf/signal_generate")
int BPF_PROG(proctrack_end)
{
	on_signal(bpf_get_current_task_btf());
	return 0;
}

SEC("tp_btf/sched_process_free")
int BPF_PROG(proctrack_free, struct task_struct *task)
{
	on_free(task);
	if (config.features & PT_FEATURE_BACKUP_HOOKS)
		on_owner_freed(task);
	return 0;
}

/*
 * Root's entry points: BPF_PROG_RUN on the pinned programs, with request and
 * answer in the context.
 */

SEC("syscall")
int proctrack_call(struct pt_request *ctx)
{
	struct pt_request request = *ctx;

	request.count = 0;
	request.error = dispatch(&request, 0, 1);
	*ctx = request;
	wake_reader();
	return 0;
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
	wake_reader();
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
		request.count = 0;
		request.error = dispatch(&request, ctx->task, 0);
	}
	mailbox->head = request;
	wake_reader();
	return 0;
}

/* What cat(1) shows of the pin: a line for each tracked process. */
SEC("iter/task")
int proctrack_records(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct seq_file *seq = ctx->meta->seq;

	if (task)
		print_record(seq, task);
	return 0;
}

/*
 * Any user's entry points, the calls of proctrack.h: socket options at our level,
 * of every process below the root of the cgroup hierarchy.
 */

SEC("cgroup/setsockopt")
int proctrack_command(struct bpf_sockopt *ctx)
{
	if (ctx->level != config.level)
		return not_ours(ctx);
	if (bpf_get_retval() < 0) /* a program of the caller's cgroup has refused it: so it stays */
		return 0;
	return command(ctx);
}

SEC("cgroup/getsockopt")
int proctrack_ask(struct bpf_sockopt *ctx)
{
	switch (ctx->level - config.level) {
	case PT_ASK_FIND:
		answer_find(ctx);
		break;
	case PT_ASK_JOB:
		answer_pids(ctx, 0);
		break;
	case PT_ASK_ALL:
		answer_pids(ctx, 1);
		break;
	case PT_ASK_BUILD:
		answer_build(ctx);
		break;
	default:
		return not_ours(ctx);
	}
	wake_reader();
	return 1;
}
