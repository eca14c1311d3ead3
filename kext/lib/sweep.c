// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sweep.c: signal a job from user space, where the kernel cannot.  The job is
 * marked already, so that a process that forks in a dying or suspended one
 * gets the signal too; its child may be missed, and is found by the next pass.
 * Signals go by pidfd, with the caller's own rights.
 */
#include "common.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>

#define SAME_PASSES_MAX 1000 /* that met nobody new: then who is left is only slow to die */
#define PASS_STEP_MS 2

/* -ESRCH also when the pid is a thread's by now. */
static int open_process(uint32_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd >= 0)
		return fd;
	return errno == EINVAL || errno == ENOENT ? -ESRCH : -errno;
}

/* A pidfd names one process for ever; asked for its job afterwards, it is a member for sure. */
static int signal_process(const struct sweep *sweep, uint32_t pid)
{
	int error, fd AUTO_CLOSE = open_process(pid);

	if (fd < 0)
		return fd;
	error = sweep->view->find(sweep, pid);
	if (error || pid == (uint32_t)getpid())
		return error;
	return syscall(SYS_pidfd_send_signal, fd, sweep->signal, NULL, 0) < 0 ? -errno : 0;
}

int sweep_process(struct sweep *sweep, uint32_t pid)
{
	int error = signal_process(sweep, pid);

	sweep->pass.who += (pid + 1ULL) * 0x9e3779b97f4a7c15ULL >> 16;
	if (!error && pid == (uint32_t)getpid())
		sweep->self = true;
	else if (!error)
		sweep->pass.sent++;
	else if (error == -EPERM)
		sweep->pass.refused++;
	else if (error == -ESRCH)
		sweep->pass.gone++;
	else
		return error;
	return 0;
}

/*
 * SIGKILL: until the job is empty, or those are left that the caller may not signal, and the caller
 * itself; for whoever is not dead yet may be within a fork.  SIGSTOP: a fork under way may have
 * ended behind a pass, so until two passes meet the same processes.
 */
static bool is_done(const struct sweep *sweep, int same)
{
	const struct pass *pass = &sweep->pass;

	if (sweep->signal == SIGKILL)
		return (!pass->sent && !pass->gone && (pass->refused || sweep->self)) ||
		       same > SAME_PASSES_MAX;
	return sweep->signal != SIGSTOP || same;
}

/* Pass after pass; 0, also when the job is gone, or -EPERM: there was nobody to signal. */
static int sweep_until_done(struct sweep *sweep, uint32_t *ret_signalled)
{
	uint32_t signalled = 0, refused = 0;
	uint64_t who_before = 0;
	int error, same = 0;

	for (;;) {
		sweep->pass = (struct pass){0};
		error = sweep->view->list(sweep);
		if (!signalled) /* later ones meet the same processes again */
			signalled = sweep->pass.sent;
		refused |= sweep->pass.refused;
		same = error || sweep->pass.who == who_before ? same + 1 : 0;
		if (error ? error != -EAGAIN || same > SAME_PASSES_MAX : is_done(sweep, same))
			break;
		if (!error)
			who_before = sweep->pass.who;
		poll(NULL, 0, PASS_STEP_MS);
	}
	if (error && error != -ESRCH)
		return error;
	if (refused && !signalled && !sweep->self)
		return -EPERM;
	*ret_signalled = signalled + sweep->self;
	return 0;
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

/* Whoever has the priority by a resource limit may give it up, but not the reset on fork. */
static void go_as(int policy, const struct sched_param *before)
{
	if (policy >= 0 && sched_setscheduler(0, policy, before) < 0)
		sched_setscheduler(0, policy | SCHED_RESET_ON_FORK, before);
}

int sweep_job(struct sweep *sweep, uint32_t *ret_signalled)
{
	struct sched_param before;
	int policy = go_first(&before);
	int error = sweep_until_done(sweep, ret_signalled);

	go_as(policy, &before);
	/* a member itself: last, or the others would be left */
	if (!error && sweep->self && kill(getpid(), sweep->signal) < 0)
		error = -errno;
	return error;
}
