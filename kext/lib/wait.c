// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wait.c: sleep until a job is empty.  All of its processes must end, so it is
 * enough to sleep on any one of them, and then on the next: no polling, and
 * one descriptor however large the job is.
 */
#include "common.h"

#include <poll.h>
#include <sys/syscall.h>

/* When there is nobody to sleep on: an exit is on its way, or all walks are taken. */
#define PAUSE_MS 1

/* Milliseconds until the deadline, -1 = for ever. */
static int left_until(int64_t deadline)
{
	int64_t left = deadline - monotonic_ms();

	if (deadline < 0)
		return -1;
	if (left <= 0)
		return 0;
	return left > INT_MAX ? INT_MAX : (int)left;
}

/* Nobody has the pid of a listed process: before Linux 6.13 the kernel may not know that yet. */
static void say_gone(const char *pins, const struct pt_process *process)
{
	struct pt_request gone = {.op = PT_OP_GONE,
				  .gone = {.pid = (int32_t)process->pid, .start = process->start}};

	if (process->flags & PT_PROCESS_ENDING)
		proctrackext_call(pins, &gone);
}

/*
 * A pidfd names one process for ever; asked for its job afterwards, it is a member for sure.
 * Where no descriptor is left to ask with, it is slept on for a moment only.
 */
static int sleep_on(const char *pins, uint64_t generation, const struct pt_process *process,
		    int64_t deadline)
{
	struct pt_request find = {.op = PT_OP_FIND, .find = {(int32_t)process->pid}};
	int error, fd AUTO_CLOSE = (int)syscall(SYS_pidfd_open, process->pid, 0);
	bool unsure;

	if (fd < 0 && errno != ESRCH)
		return -errno;
	if (fd < 0)
		say_gone(pins, process);
	error = fd < 0 ? 0 : proctrackext_call(pins, &find);
	unsure = fd < 0 || error == -EMFILE || error == -ENFILE;
	if (!unsure && (error || find.generation != generation))
		return 0;
	if (fd >= 0)
		return sleep_on_process(fd, unsure ? PAUSE_MS : left_until(deadline));
	return poll(NULL, 0, PAUSE_MS) < 0 && errno != EINTR ? -errno : 0;
}

EXPORT int proctrackext_wait(const char *pins, uint32_t job, uint64_t generation, int timeout_ms)
{
	int64_t deadline = timeout_ms < 0 ? -1 : monotonic_ms() + timeout_ms;

	for (;;) {
		struct pt_page page = {
			.head = {.op = PT_OP_LIST, .job = job, .generation = generation}};
		int error = proctrackext_page(pins, &page);

		if (error == -ESRCH)
			return 0;
		if (error && error != -EAGAIN)
			return error;
		if (!error)
			generation = page.head.generation;
		if (left_until(deadline) == 0)
			return -ETIMEDOUT;
		if (page.head.count)
			error = sleep_on(pins, generation, &page.processes[0], deadline);
		else
			error = poll(NULL, 0, PAUSE_MS) < 0 && errno != EINTR ? -errno : 0;
		if (error)
			return error;
	}
}
