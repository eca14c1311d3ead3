// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wait.c: sleep until a job is empty.  All of its processes must end, so it is
 * enough to sleep on any one of them, and then on the next: no polling, and
 * one descriptor however large the job is.
 */
#include "internal.h"

#include <poll.h>
#include <sys/syscall.h>

/* Nobody to sleep on for this long after a process left: its exit is on the way. */
#define RETRY_MS 1

static int sleep_on(uint32_t pid, int64_t deadline)
{
	int64_t left = deadline < 0 ? -1 : deadline - monotonic_ms();
	struct pollfd wait = {.events = POLLIN};
	int fd AUTO_CLOSE = (int)syscall(SYS_pidfd_open, pid, 0);

	if (deadline >= 0 && left <= 0)
		return -ETIMEDOUT;
	if (fd < 0)
		return errno == ESRCH ? 0 : -errno;
	wait.fd = fd;
	if (poll(&wait, 1, left > INT_MAX ? INT_MAX : (int)left) < 0)
		return errno == EINTR ? 0 : -errno;
	return 0;
}

/* Some member of the job. -ESRCH: it has none. */
static int any_member(const char *pins, uint32_t job, struct pt_page *page)
{
	int error;

	memset(&page->head, 0, sizeof(page->head));
	page->head.op = PT_OP_LIST;
	page->head.job = job;
	do {
		error = proctrackext_page(pins, page);
		if (error == -EAGAIN)
			poll(NULL, 0, RETRY_MS);
	} while (error == -EAGAIN);
	return error;
}

EXPORT int proctrackext_wait(const char *pins, uint32_t job, int timeout_ms)
{
	int64_t deadline = timeout_ms < 0 ? -1 : monotonic_ms() + timeout_ms;
	struct pt_page page;
	int error;

	for (;;) {
		error = any_member(pins, job, &page);
		if (error)
			return error == -ESRCH ? 0 : error;
		if (page.head.count)
			error = sleep_on(page.processes[0].pid, deadline);
		if (error)
			return error;
	}
}
