/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * caller.bpf.h: who calls, what that process sees and whom it may signal.  Through
 * the pins comes root alone; through a socket comes anybody (calls.bpf.h), and
 * there the rules of kill(2) and of pid namespaces hold.
 */
#ifndef PROCTRACK_CALLER_H
#define PROCTRACK_CALLER_H

#include "births.bpf.h"
#include "meet.bpf.h"

static __always_inline __u32 caller_uid(void)
{
	return bpf_get_current_task_btf()->cred->euid.val;
}

/*
 * Who makes a user namespace may have thousands of user ids there; they share what he has.  Those
 * that root has given out count for themselves.
 */
__noinline __u32 caller_quota_owner(void)
{
	__u32 maker = ns_owner_of(bpf_get_current_task_btf()->cred);

	return maker ? maker : caller_uid();
}

static __always_inline int has_cap_kill(const struct cred *cred)
{
	const struct cred___before_6_3 *old = (const void *)cred;

	if (bpf_core_field_exists(cred->cap_effective.val))
		return cred->cap_effective.val >> CAP_KILL & 1;
	return old->cap_effective.cap[0] >> CAP_KILL & 1;
}

/*
 * Root of a container with users of its own is not root here, nor is one from whom the right to
 * signal others was taken.
 */
static __always_inline int caller_is_root(void)
{
	const struct cred *cred = bpf_get_current_task_btf()->cred;

	return cred->euid.val == 0 && cred->user_ns->level == 0 && has_cap_kill(cred);
}

/* Whose cursor a walk takes, for locked_cursor_take. */
static __always_inline __u32 cursor_owner(void)
{
	return caller_is_root() ? 0 : caller_quota_owner() + 1;
}

static __always_inline int caller_sees_all(void)
{
	return bpf_get_current_task_btf()->thread_pid->level == 0;
}

/*
 * The caller's pid namespace.  Before Linux 6.5 no program can read it from
 * struct pid.  But the one that the caller's children will be in is the
 * caller's own or below it: unshare(2) and setns(2) lead no other way.  So on
 * the way up from there, the caller's own is the one on the caller's level.
 */
__noinline __u32 caller_pid_ns(void)
{
	struct task_struct *self = bpf_get_current_task_btf();
	__u32 level = self->thread_pid->level;
	struct pid_namespace *ns;

	if (level == 0)
		return INITIAL_PID_NS;
	ns = self->nsproxy->pid_ns_for_children;
	for (int i = 0; i < NS_LEVEL_MAX && ns->level > level; i++)
		ns = ns->parent;
	return ns->ns.inum;
}

/* Whether the caller's pids can be told: without the kernel's help, in the initial namespace only.
 */
static __always_inline int caller_knows_pids(void)
{
	return config.features & PT_FEATURE_CALL_TASKS || caller_sees_all();
}

/* A process as the caller sees it; 0 = not at all. The kernel allows no index that varies. */
static __always_inline __u32 pid_seen(struct task_struct *task)
{
	struct pid *mine = bpf_get_current_task_btf()->thread_pid;
	struct pid *theirs = task->group_leader->thread_pid;
	__u32 level = mine->level;

#pragma unroll
	for (__u32 i = 0; i <= NS_LEVEL_MAX; i++) {
		barrier_var(
			level); /* else the compiler makes one access with a varying index of it */
		if (level != i)
			continue;
		if (theirs->level < i || theirs->numbers[i].ns != mine->numbers[i].ns)
			return 0;
		return theirs->numbers[i].nr;
	}
	return 0;
}

/* The same by the kernel's own pid; start: of the process that is meant, 0 = whichever has the pid.
 */
__noinline __u32 visible_pid(__u32 tgid, __u64 start)
{
	struct task_struct *task;
	__u32 seen;

	if (caller_sees_all())
		return tgid;
	if (!(config.features & PT_FEATURE_CALL_TASKS))
		return 0;
	task = bpf_task_from_pid(tgid);
	if (!task)
		return 0;
	seen = !start || start_of(task) == start ? pid_seen(task) : 0;
	bpf_task_release(task);
	return seen;
}

/* And back: the kernel's pid of what the caller calls so; 0 = none. */
__noinline __u32 global_pid(__s32 pid)
{
	struct task_struct *task;
	__u32 tgid;

	if (pid <= 0)
		return 0;
	if (caller_sees_all())
		return pid;
	if (!(config.features & PT_FEATURE_CALL_TASKS))
		return 0;
	task = bpf_task_from_vpid(pid);
	if (!task)
		return 0;
	tgid = task->pid;
	bpf_task_release(task);
	return tgid;
}

struct descent {
	struct user_namespace *ns;
	struct user_namespace *mine;
	__u32 euid;
	__u32 capable;
	__u32 allowed;
};

/* The kernel's ns_capable: a capability counts in one's own user namespace and in those below. */
static long descend(__u32 level, struct descent *d)
{
	struct user_namespace *ns = d->ns, *mine = d->mine;

	if (!ns || !mine)
		return 1;
	if (ns == mine) {
		d->allowed = d->capable;
		return 1;
	}
	if (ns->level <= mine->level)
		return 1;
	if (ns->parent == mine && ns->owner.val == d->euid) {
		d->allowed = 1;
		return 1;
	}
	d->ns = ns->parent;
	return 0;
}

static __always_inline int may_kill_in(struct user_namespace *ns, const struct cred *mine)
{
	struct descent d = {
		.ns = ns,
		.mine = mine->user_ns,
		.euid = mine->euid.val,
		.capable = has_cap_kill(mine),
	};

	bpf_loop(NS_LEVEL_MAX + 1, descend, &d, 0);
	return d.allowed;
}

enum { REFUSED, ALLOWED, IGNORED };

/*
 * The first process of a pid namespace takes no SIGKILL and no SIGSTOP from
 * inside it.  What a program sends counts as the kernel's, and would be taken.
 */
static __always_inline int verdict(__u32 seen, int signal)
{
	if (seen == 1 && !caller_sees_all() && (signal == SIGKILL || signal == SIGSTOP))
		return IGNORED;
	return ALLOWED;
}

/* The rule of kill(2): user ids, the caller's own process, SIGCONT in one session, CAP_KILL. */
static __noinline int may_signal(struct task_struct *task, int signal)
{
	struct task_struct *self = bpf_get_current_task_btf();
	const struct cred *mine = self->cred;
	const struct cred *theirs = task->real_cred;
	__u32 uid = theirs->uid.val, suid = theirs->suid.val, seen = pid_seen(task);

	if (!seen)
		return REFUSED;
	if (task->tgid == self->tgid)
		return verdict(seen, signal);
	if (mine->euid.val == suid || mine->euid.val == uid || mine->uid.val == suid ||
	    mine->uid.val == uid)
		return verdict(seen, signal);
	if (signal == SIGCONT && task->signal->pids[PIDTYPE_SID] == self->signal->pids[PIDTYPE_SID])
		return ALLOWED;
	return may_kill_in(theirs->user_ns, mine) ? verdict(seen, signal) : REFUSED;
}

#endif
