// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * signal.c: signal a job.  The kernel does it in one call; where it cannot
 * (before Linux 6.13) it has marked the job, so that a process that forks in a
 * dying job dies, and we sweep the list with pidfds until nobody is new.
 */
#include "common.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>

#define SWEEPS_MAX 1000
#define SWEEP_STEP_MS 2

/* A pidfd names one process for ever; asked for its job afterwards, it is a member for sure. */
static int signal_one(const char *pins, uint32_t job, uint32_t pid, int signal)
{
	struct pt_request find = {.op = PT_OP_FIND, .pid = (int32_t)pid};
	int error, fd AUTO_CLOSE = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd < 0)
		return -errno;
	error = proctrackext_call(pins, &find);
	if (error)
		return error;
	if (find.job != job)
		return -ESRCH;
	return syscall(SYS_pidfd_send_signal, fd, signal, NULL, 0) < 0 ? -errno : 0;
}

/* One pass over the list; answers -ESRCH when there was nobody, -EPERM when nobody may be
 * signalled. */
static int sweep(const char *pins, uint32_t job, uint64_t generation, int signal, uint32_t *sent)
{
	bool refused = false;
	struct pt_page page = {.head = {.op = PT_OP_LIST, .job = job, .generation = generation}};
	int error;

	do {
		error = proctrackext_page(pins, &page);
		if (error)
			return error;
		for (uint32_t i = 0; i < page.head.count; i++) {
			error = signal_one(pins, job, page.processes[i].pid, signal);
			*sent += error == 0;
			refused |= error == -EPERM;
		}
	} while (page.head.after);
	return refused && !*sent ? -EPERM : 0;
}

/*
 * A bomb's processes are as ready to run as the sweeper; by its turn, whom it
 * has listed has forked and gone.  So the sweeping thread goes first for as
 * long as it sweeps.  Without the right to, it is only slower.
 */
static int go_first(struct sched_param *before)
{
	const struct sched_param first = {.sched_priority = 1};
	int policy = sched_getscheduler(0);

	if (policy < 0 || sched_getparam(0, before) < 0 ||
	    sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &first) < 0)
		return -errno;
	return policy;
}

static int sweep_until_empty(const char *pins, uint32_t job, uint64_t generation, int signal,
			     uint32_t *ret_signalled)
{
	struct sched_param before;
	int policy = go_first(&before);
	uint32_t sent = 0;
	int error = sweep(pins, job, generation, signal, &sent);

	*ret_signalled = sent;
	for (int i = 0; i < SWEEPS_MAX && !error && signal == SIGKILL; i++) {
		poll(NULL, 0, SWEEP_STEP_MS);
		error = sweep(pins, job, generation, signal, &sent);
	}
	/* a fork under way in the first pass may have ended behind it */
	if (!error && signal == SIGSTOP)
		error = sweep(pins, job, generation, signal, &sent);
	if (policy >= 0)
		sched_setscheduler(0, policy, &before);
	return error == -ESRCH ? 0 : error;
}

EXPORT int proctrackext_signal(const char *pins, uint32_t job, int signal, uint64_t *generation,
			       uint32_t *ret_signalled)
{
	struct pt_request request = {.op = PT_OP_SIGNAL,
				     .job = job,
				     .signal = signal,
				     .generation = generation ? *generation : 0};
	int error = proctrackext_call(pins, &request);

	if (generation && (!error || error == -EOPNOTSUPP))
		*generation = request.generation;
	if (error == -EOPNOTSUPP)
		return sweep_until_empty(pins, job, request.generation, signal, ret_signalled);
	if (!error)
		*ret_signalled = request.count;
	return error;
}
