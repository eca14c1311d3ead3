/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * signal.bpf.h: signal every process of a job.  SIGKILL marks the job as dying,
 * SIGSTOP as suspended, SIGCONT takes that back: from then on the fork hook
 * signals newborns too, so one pass over the list reaches everybody.
 */
#ifndef PROCTRACK_SIGNAL_H
#define PROCTRACK_SIGNAL_H

#include "caller.bpf.h"
#include "meet.bpf.h"

/* Signalling others in the kernel takes all of these: one that cannot find a live thread of each
 * process would leave some out. */
#define REACHES (PT_FEATURE_SIGNAL_TASK | PT_FEATURE_TASK_FROM_PID | PT_FEATURE_TASK_ITER)

/* Which members a signal goes to. */
#define RULE_NONE 0u   /* all of them: it is root's */
#define RULE_CALLER 1u /* whom the caller might signal by kill(2) */
#define RULE_JOB 2u    /* whom the job's user might: nobody calls */

struct signal_walk {
	struct walk walk;
	__u32 signal;
	__u32 rule;	/* RULE_: who of them */
	__u32 untabled; /* members that the list does not have, at the beginning */
	__u32 sent;
	__u32 refused;
	__u32 owned;	/* root or the job's owner: whatever comes of it, he did it */
	__u32 reported; /* of anybody else: the event is written */
};

/* A leader that has exited takes no signal: use any thread that lives. */
static __noinline int signal_live_thread(struct task_struct *leader, int signal)
{
	struct bpf_iter_task it;
	struct task_struct *thread;
	int error = -ESRCH;

	if (!(config.features & PT_FEATURE_TASK_ITER))
		return error;
	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, leader, TASK_ITER_PROC_THREADS);
	while ((thread = bpf_iter_task_next(&it))) {
		struct task_struct *held;

		if (thread->flags & PF_EXITING)
			continue;
		held = bpf_task_acquire(thread);
		if (!held)
			continue;
		error = bpf_send_signal_task(held, signal, PIDTYPE_TGID, 0);
		bpf_task_release(held);
		if (!error)
			break;
	}
	bpf_iter_task_destroy(&it);
	bpf_rcu_read_unlock();
	return error;
}

/*
 * An untabled member of this job, and not of one that came after it.  The entry is proof enough of
 * the process, for the exit hook clears it before the pid is free; the generation is read after it,
 * for a job sets it before its first member's entry.
 */
static __always_inline int is_untabled_member(const struct walk *walk, __u32 tgid)
{
	struct table t;

	return table_open(&t) && pid_entry_peek(t.pid_table, tgid) == (UNTABLED | walk->job) &&
	       *(volatile __u64 *)&job_at(&t, walk->job)->generation == walk->generation;
}

struct sending {
	struct task_struct *task;
	int signal;
	int error;
};

static long send_once(__u32 try, struct sending *s)
{
	s->error = bpf_send_signal_task(s->task, s->signal, PIDTYPE_TGID, 0);
	return s->error != -EBUSY;
}

/*
 * In a hook, which cannot be preempted, the kernel leaves a signal to an interrupt that it raises
 * at once, and is busy until that has come.
 */
#define SEND_TRIES 100000

static __always_inline int send(struct task_struct *task, int signal)
{
	struct sending s = {.task = task, .signal = signal, .error = -EPERM};

	if (!signal)
		return 0;
	if (!(task->flags & PF_EXITING))
		bpf_loop(SEND_TRIES, send_once, &s, 0);
	/* it may have begun to exit just now, which the kernel answers like this */
	if (s.error == -EPERM)
		s.error = signal_live_thread(task, signal);
	return s.error == -EPERM ? -EAGAIN : s.error; /* not from here, says the kernel */
}

/* The rule of kill(2) by user ids, for the user of the job that is walked over. */
static __noinline int job_may_signal(const struct walk *walk, struct task_struct *task)
{
	const struct cred *cred = task->real_cred;
	struct table t;
	__u32 uid;

	if (!table_open(&t))
		return REFUSED;
	uid = job_at(&t, walk->job)->uid;
	return uid == cred->uid.val || uid == cred->suid.val || uid == ns_owner_of(cred) ? ALLOWED
											 : REFUSED;
}

static __always_inline int verdict_of(const struct walk *walk, struct task_struct *task, int signal,
				      __u32 rule)
{
	if (rule == RULE_NONE)
		return ALLOWED;
	if (rule == RULE_JOB)
		return job_may_signal(walk, task);
	return config.features & PT_FEATURE_CALL_TASKS ? may_signal(task, signal) : REFUSED;
}

/*
 * Signal the process with this pid, if it is the one that was seen; start 0 = an untabled one.
 * -EPERM: not by this rule.
 */
__noinline int signal_member(const struct walk *walk, __u32 tgid, __u64 start, int signal,
			     __u32 rule)
{
	struct task_struct *task;
	int error = -ESRCH, same;

	if (!walk)
		return error;
	if (!(config.features & PT_FEATURE_SIGNAL_TASK))
		return -EOPNOTSUPP;
	task = bpf_task_from_pid(tgid);
	if (!task)
		return error;
	same = start ? start_of(task) == start : is_untabled_member(walk, tgid);
	if (same && !is_dead(task)) {
		int allowed = verdict_of(walk, task, signal, rule);

		if (allowed == REFUSED)
			error = -EPERM;
		else
			error = send(task, allowed == IGNORED ? 0 : signal);
	}
	bpf_task_release(task);
	return error;
}

/* Somebody else does it to some of the job's processes, who are his own. */
__noinline int signal_reported(const struct signal_walk *s)
{
	__u32 quota = quota_of(caller_quota_owner());
	struct actor who = {};
	struct table t;

	if (!s)
		return 0;
	actor_is_caller(&who);
	if (!table_open_accounting(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	if (job_at(&t, s->walk.job)->generation == s->walk.generation)
		locked_event_signal(&t, PT_EVENT_SIGNALLED, job_at(&t, s->walk.job), s->signal,
				    &who, quota);
	bpf_spin_unlock(&t.internal->lock);
	return 0;
}

/* Of one who is neither root nor the owner it is reported before the first process has it. */
static __always_inline void signal_one(struct signal_walk *s, __u32 tgid, __u64 start)
{
	int error;

	if (meet(tgid))
		return;
	if (!s->owned && s->signal && !s->reported &&
	    !signal_member(&s->walk, tgid, start, 0, RULE_CALLER)) {
		s->reported = 1;
		signal_reported(s);
	}
	error = signal_member(&s->walk, tgid, start, s->signal, s->rule);
	s->sent = count_if_ok(s->sent, error);
	s->refused = count_if_ok(s->refused, error != -EPERM);
}

static long signal_batch(__u32 step, struct signal_walk *s)
{
	struct batch *batch = batch_of(&s->walk);

	if (!batch)
		return 1;
	walk_next(&s->walk, batch, 0);
	for (__u32 i = 0; i < BATCH; i++) {
		if (i >= batch->count)
			break;
		signal_one(s, batch->seen[i].tgid, batch->seen[i].start);
	}
	return !batch->more;
}

/* Members without a record are found by their entries. */
static long signal_pids(__u32 step, struct signal_walk *s)
{
	__u32 zero = 0, first = step * PIDS_A_STEP;
	__u32 *pid_table = bpf_map_lookup_elem(&pt_pid_table, &zero);

	if (!pid_table)
		return 1;
	if (step_is_empty(first))
		return 0;
	for (__u32 i = 0; i < PIDS_A_STEP; i++) {
		__u32 tgid = first + i;

		if (pid_entry_peek(pid_table, tgid) != (UNTABLED | s->walk.job))
			continue;
		signal_one(s, tgid, 0);
	}
	return 0;
}

/* Newborns get what the job got; from root all of them, from the owner those he may signal. */
static __always_inline void locked_mark(struct job *job, __s32 signal, __u32 unprivileged)
{
	__u32 all = unprivileged ? 0 : 1 << PT_JOB_ALL_SHIFT;

	if (signal == SIGKILL)
		job->flags |= PT_JOB_DYING * (1 | all);
	else if (signal == SIGSTOP)
		job->flags |= PT_JOB_SUSPENDED * (1 | all);
	else if (signal == SIGCONT)
		job->flags &= ~(PT_JOB_SUSPENDED * (1 | all));
}

/* Put the walk's cursor into the job's list, and mark the job for those who are not born yet. */
static __noinline int signal_begin(struct pt_request *request, struct signal_walk *s, __u32 pid_ns)
{
	__u32 uid = caller_uid(), quota_owner = s->rule ? cursor_owner() : 0;
	struct actor who = {};
	struct table t;
	int error;

	actor_is_caller(&who);
	if (!table_open_accounting(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	error = locked_walk_begin(&t, &s->walk, request->job, request->generation, quota_owner);
	request->generation = s->walk.generation;
	if (!error) {
		struct job *job = job_at(&t, s->walk.job);

		s->untabled = job->untabled;
		s->owned = !s->rule || owns(job, uid, pid_ns);
		if (s->owned && request->signal.number) {
			locked_mark(job, request->signal.number, s->rule);
			locked_event_signal(&t, PT_EVENT_SIGNALLED, job, request->signal.number,
					    &who, s->rule ? quota_of(quota_owner - 1) : 0);
		}
	}
	bpf_spin_unlock(&t.internal->lock);
	return error;
}

/*
 * Signal 0 tests only, and needs no walk unless a user asks.  reaches: this
 * program can signal others.  -EOPNOTSUPP: it cannot; the job is marked, and
 * the caller must sweep its list.
 */
static __noinline int op_signal(struct pt_request *request, __u32 unprivileged, __u32 reaches)
{
	struct signal_walk s = {.signal = request->signal.number,
				.rule = unprivileged ? RULE_CALLER : RULE_NONE};
	int error;

	if (request->signal.number < 0 || request->signal.number > SIGNAL_MAX || !request->job)
		return -EINVAL;
	error = signal_begin(request, &s, caller_pid_ns());
	if (error)
		return error;
	if (!request->signal.number && !unprivileged && !may_be_missed())
		goto out;
	if (!reaches) {
		error = -EOPNOTSUPP;
		goto out;
	}
	bpf_loop(STEPS_MAX, signal_batch, &s, 0);
	if (s.untabled)
		bpf_loop(pid_steps(), signal_pids, &s, 0);
	request->count = s.sent;
	if (s.refused && !s.sent)
		error = -EPERM;
	else if (!s.owned && s.signal && s.sent && !s.reported)
		signal_reported(&s); /* SIGCONT within a session, which signal 0 may not do */
out:
	walk_end(&s.walk);
	return error;
}

/* Whether a job has ended; the next one with its id is another. */
__noinline int is_over(__u32 id, __u64 generation)
{
	struct table t;
	__u32 slot;
	int over;

	if (!table_open(&t))
		return 0;
	bpf_spin_lock(&t.internal->lock);
	slot = locked_job_find(&t, id);
	over = !members(job_at(&t, slot)) || job_at(&t, slot)->generation != generation;
	bpf_spin_unlock(&t.internal->lock);
	return over;
}

/* Where nobody took the signal there may be nobody left: -ESRCH then.  Without a walk nobody was
 * asked. */
static __always_inline int signal_job(struct pt_request *request, __u32 unprivileged, __u32 reaches)
{
	int error = op_signal(request, unprivileged, reaches);

	if (error || request->count ||
	    (!request->signal.number && !unprivileged && !are_any_ending()))
		return error;
	meet_job(request->job);
	return is_over(request->job, request->generation) ? -ESRCH : 0;
}

#endif
