/* SPDX-License-Identifier: GPL-2.0-or-later */
/* control.bpf.h: what is made known of processes: events by job, the trace, the dump, and that
 * there is news. */
#ifndef PROCTRACK_CONTROL_H
#define PROCTRACK_CONTROL_H

#include "meet.bpf.h"

#define DUMP_EVERY_NS 100000000ULL /* so that nobody can flood the events with them */

static __noinline int op_watch(const struct pt_request *request)
{
	struct table t;
	__u32 slot;
	int error = -ESRCH;

	if (!request->job)
		return -EINVAL;
	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	slot = locked_job_find(&t, request->job);
	if (slot && members(job_at(&t, slot)) &&
	    (!request->generation || request->generation == job_at(&t, slot)->generation)) {
		if (request->watch.on)
			job_at(&t, slot)->flags |= PT_JOB_WATCHED;
		else
			job_at(&t, slot)->flags &= ~PT_JOB_WATCHED;
		error = 0;
	}
	bpf_spin_unlock(&t.internal->lock);
	return error;
}

static __noinline int op_debug(const struct pt_request *request)
{
	struct table t;

	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	t.state->settings.debug = request->debug.on ? 1 : 0;
	bpf_spin_unlock(&t.internal->lock);
	return 0;
}

/* Anybody may ask, and without the trace it is no error, as in 2004. */
static __noinline int op_dump(void)
{
	struct actor who = {};
	struct table t;

	actor_is_caller(&who);
	if (!table_open_accounting(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	if (t.state->settings.debug && who.time - t.internal->dumped_at >= DUMP_EVERY_NS) {
		t.internal->dumped_at = who.time;
		event_by(locked_event(&t, PT_EVENT_DUMP, job_at(&t, 0), 0, 0, 0), who.pid, who.uid,
			 who.time, who.comm);
	}
	bpf_spin_unlock(&t.internal->lock);
	return 0;
}

/* Whether it is worth asking for anything else; whoever sleeps then is woken when it is. */
static __noinline int op_news(struct pt_request *request)
{
	__u64 now = bpf_ktime_get_boot_ns();
	struct table t;

	if (!table_open(&t))
		return -ENODEV;
	bpf_spin_lock(&t.internal->lock);
	request->news.loaded_at = t.state->settings.loaded_at;
	request->news.events = t.state->counters.events;
	request->news.left_out = t.state->counters.events_left_out;
	request->news.ending = can_meet() ? t.state->counters.ending : 0;
	if (request->news.flags & PT_FLAG_READS)
		t.state->counters.events_read_at = now;
	if (request->news.flags & PT_FLAG_SLEEPS)
		locked_reader_sleeps(&t, request->news.flags);
	bpf_spin_unlock(&t.internal->lock);
	return 0;
}

#endif
