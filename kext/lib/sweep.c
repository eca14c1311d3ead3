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
#define REST_LEAST_MS 4
#define REST_MOST_MS 32
#define BATCH 128

/* -ESRCH also when the pid is a thread's by now. */
static int open_process(uint32_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd >= 0)
		return fd;
	return errno == EINVAL || errno == ENOENT ? -ESRCH : -errno;
}

/* Processes of a page that are opened, and not asked for again yet. */
struct batch {
	uint32_t count;
	struct {
		uint32_t pid;
		int fd;
	} processes[BATCH];
};

static void close_batch(struct batch *batch)
{
	for (uint32_t i = 0; i < batch->count; i++)
		if (batch->processes[i].fd >= 0)
			close(batch->processes[i].fd);
}

static void forget(struct sweep *sweep)
{
	if (sweep->last >= 0)
		close(sweep->last);
	sweep->last = -1;
}

/* With whoever was signalled last let go, if that makes room. */
static int open_next(struct sweep *sweep, uint32_t pid)
{
	int fd = open_process(pid);

	if ((fd != -EMFILE && fd != -ENFILE) || sweep->last < 0)
		return fd;
	forget(sweep);
	return open_process(pid);
}

/* Where somebody has opened all files that he may, a batch is smaller. */
static int open_batch(struct sweep *sweep, const struct sweep_page *page, uint32_t *at,
		      struct batch *batch)
{
	batch->count = 0;
	for (; *at < page->count && batch->count < BATCH; ++*at) {
		uint32_t pid = page->pids[*at];
		int fd = open_next(sweep, pid);

		if ((fd == -EMFILE || fd == -ENFILE) && batch->count)
			break;
		if (fd < 0 && fd != -ESRCH)
			return fd;
		sweep->pass.who += (pid + 1ULL) * 0x9e3779b97f4a7c15ULL >> 16;
		sweep->pass.gone += fd < 0;
		if (fd < 0)
			continue;
		batch->processes[batch->count].pid = pid;
		batch->processes[batch->count++].fd = fd;
	}
	return 0;
}

/* Two pages from the same place have their processes in the same order. */
static bool is_in(const struct sweep_page *page, uint32_t pid, uint32_t *hint)
{
	for (uint32_t i = 0; i < page->count; i++) {
		uint32_t at = (*hint + i) % page->count;

		if (page->pids[at] == pid) {
			*hint = at + 1;
			return true;
		}
	}
	return false;
}

/* Whoever was signalled stays open, and the one before goes with the batch. */
static void keep(struct sweep *sweep, int *fd)
{
	int last = sweep->last;

	sweep->last = *fd;
	*fd = last;
}

static int signal_one(struct sweep *sweep, uint32_t pid, int *fd)
{
	if (pid == (uint32_t)getpid()) {
		sweep->self = true;
	} else if (syscall(SYS_pidfd_send_signal, *fd, sweep->signal, NULL, 0) == 0) {
		sweep->pass.sent++;
		keep(sweep, fd);
	} else if (errno == EPERM) {
		sweep->pass.refused++;
	} else if (errno == ESRCH) {
		sweep->pass.gone++;
	} else {
		return -errno;
	}
	return 0;
}

/* A pidfd names one process for ever: listed once more afterwards, it is a member for sure. */
static int signal_batch(struct sweep *sweep, struct sweep_place from, struct batch *batch)
{
	struct sweep_page again = {0};
	uint32_t hint = 0;
	int error = batch->count ? sweep->list(sweep, from, &again) : 0;

	for (uint32_t i = 0; i < batch->count && !error; i++) {
		if (is_in(&again, batch->processes[i].pid, &hint))
			error = signal_one(sweep, batch->processes[i].pid, &batch->processes[i].fd);
		else
			sweep->pass.gone++;
	}
	return error;
}

static int sweep_once(struct sweep *sweep)
{
	struct sweep_page page = {.more = true};
	int error = 0;

	while (page.more && !error) {
		struct sweep_place from = page.next;
		struct batch batch;

		page = (struct sweep_page){0};
		error = sweep->list(sweep, from, &page);
		for (uint32_t at = 0; at < page.count && !error;) {
			error = open_batch(sweep, &page, &at, &batch);
			if (!error)
				error = signal_batch(sweep, from, &batch);
			close_batch(&batch);
		}
	}
	return error;
}

static uint32_t met(const struct pass *pass)
{
	return pass->sent + pass->refused + pass->gone;
}

/*
 * SIGKILL: until nobody is left but those that the caller may not signal, and the caller itself;
 * for whoever is not dead yet may be within a fork.  SIGSTOP: a fork under way may have
 * ended behind a pass, so until two passes meet the same processes.
 */
static bool is_done(const struct sweep *sweep, int same)
{
	const struct pass *pass = &sweep->pass;

	if (sweep->signal == SIGKILL)
		return (!pass->sent && !pass->gone) || same > SAME_PASSES_MAX;
	return sweep->signal != SIGSTOP || same;
}

/*
 * The dying need the processors more than we do, so while they become fewer we look less and less
 * often.  They die in about the order of their signals: with the last one it is time to look again.
 */
static void rest(struct sweep *sweep, uint32_t met_before)
{
	struct pollfd death = {.fd = sweep->last, .events = POLLIN};

	if (met(&sweep->pass) >= met_before)
		sweep->rest_ms = REST_LEAST_MS;
	else if (sweep->rest_ms < REST_MOST_MS)
		sweep->rest_ms *= 2;
	poll(&death, 1, sweep->rest_ms);
	forget(sweep);
}

/* Pass after pass; 0, also when the job is gone, or -EPERM: there was nobody to signal. */
static int sweep_until_done(struct sweep *sweep, uint32_t *ret_signalled)
{
	uint32_t signalled = 0, refused = 0, met_before = 0;
	uint64_t who_before = 0;
	int error, same = 0;

	for (;;) {
		sweep->pass = (struct pass){0};
		error = sweep_once(sweep);
		if (!signalled) /* later ones meet the same processes again */
			signalled = sweep->pass.sent;
		refused |= sweep->pass.refused;
		same = error || sweep->pass.who == who_before ? same + 1 : 0;
		if (error ? error != -EAGAIN || same > SAME_PASSES_MAX : is_done(sweep, same))
			break;
		if (!error)
			who_before = sweep->pass.who;
		rest(sweep, met_before);
		met_before = met(&sweep->pass);
	}
	forget(sweep);
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
	int error;

	sweep->last = -1;
	error = sweep_until_done(sweep, ret_signalled);

	go_as(policy, &before);
	/* a member itself: last, or the others would be left */
	if (!error && sweep->self && kill(getpid(), sweep->signal) < 0)
		error = -errno;
	return error;
}
