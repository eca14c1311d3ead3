/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * events.bpf.h: what happened, for whoever wants to know.  Events are written over
 * the oldest ones; each reader keeps its own place, and sees by the numbers
 * what it was too slow for.  So readers come, go and differ, and none of them
 * can take an event from another one or hold up who writes it.
 */
#ifndef PROCTRACK_EVENTS_H
#define PROCTRACK_EVENTS_H

#include "quotas.bpf.h"

/* Who does something, or to whom it happens; read before the lock is taken. */
struct actor {
	__u32 pid;
	__u32 uid;
	__u64 time;
	char comm[PT_COMM_SIZE];
};

/* The process that runs this program. */
static __always_inline void actor_is_caller(struct actor *actor)
{
	struct task_struct *self = bpf_get_current_task_btf();

	actor->pid = self->tgid;
	actor->uid = self->cred->uid.val;
	actor->time = bpf_ktime_get_boot_ns();
	/* the process's: a thread of a JVM has a name of its own */
	copy_comm(actor->comm, self->group_leader->comm);
	barrier_var(actor); /* else its parts are spilled one by one, and take more stack */
}

static __always_inline struct pt_event *event_at(const struct table *t, __u64 sequence)
{
	return &t->events->events[sequence & (PT_EVENTS - 1)];
}

/* A new event without an actor, for the caller to complete.  quota: of whoever makes it. */
static __always_inline struct pt_event *locked_event(const struct table *t, __u32 type,
						     const struct job *job, __u32 value,
						     __u32 quota, __u64 now)
{
	struct pt_event *event = &t->events->left_out;

	if (locked_event_fits(t, quota, now)) {
		event = event_at(t, ++t->state->counters.events);
		event->sequence = t->state->counters.events;
	}
	locked_reader_is_due(t);
	event->type = type;
	event->job = job->id;
	event->generation = job->generation;
	event->value = value;
	event->count = members(job);
	return event;
}

static __always_inline void event_by(struct pt_event *event, __u32 pid, __u32 uid, __u64 time,
				     const char *comm)
{
	event->pid = pid;
	event->uid = uid;
	event->time = time;
	copy_comm(event->comm, comm);
}

/* Whether the comings and goings of a job's processes are events. */
static __always_inline int locked_is_watched(const struct table *t, const struct job *job)
{
	return job->flags & PT_JOB_WATCHED || t->state->settings.debug;
}

/* Somebody signals a whole job, or it is killed for the end of its owner. */
static __always_inline void locked_event_signal(const struct table *t, __u32 type,
						const struct job *job, __u32 signal,
						const struct actor *who, __u32 quota)
{
	struct pt_account *account = &account_at(t, job->account)->it;

	event_by(locked_event(t, type, job, signal, quota, who->time), who->pid, who->uid,
		 who->time, who->comm);
	if (account->job.generation != job->generation)
		return; /* the job has ended, and its record gave way */
	account->signal = signal;
	account->signal_uid = who->uid;
	account->signal_pid = who->pid;
}

#endif
