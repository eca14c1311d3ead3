// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * user.c: the caller's memory.  A system call answers EFAULT where a function
 * of a library would crash; so the kernel looks at each pointer first.
 */
#include "calls.h"

#include <sched.h>
#include <stdint.h>
#include <sys/uio.h>

#define PAGE 4096

/* Our caller's own variables are mostly on the page of the stack that we stand on. */
static bool is_beside_us(const int *at)
{
	uintptr_t first = (uintptr_t)at, here = (uintptr_t)__builtin_frame_address(0);

	return first / PAGE == here / PAGE && (first + sizeof(*at) - 1) / PAGE == here / PAGE;
}

/* The cheapest call that reads an int and then does nothing: it is for a process that cannot be. */
static bool is_readable(const int *at)
{
	int before = errno;
	bool readable = at && (sched_setparam(INT_MAX, (const struct sched_param *)at) == 0 ||
			       errno != EFAULT);

	errno = before;
	return readable;
}

/* Copy within this process, as the kernel would: the bytes that could be, or -errno. */
static ssize_t copy(void *to, const void *from, size_t size)
{
	struct iovec local = {.iov_base = to, .iov_len = size};
	struct iovec remote = {.iov_base = (void *)from, .iov_len = size};
	ssize_t done = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);

	if (done >= 0)
		return done;
	if (errno == EFAULT)
		return -EFAULT;
	memcpy(to, from, size); /* a sandbox forbids it; then a bad pointer is a crash */
	return (ssize_t)size;
}

int user_read_int(const int *from, uint32_t *value)
{
	if (!is_beside_us(from) && !is_readable(from))
		return -EFAULT;
	memcpy(value, from, sizeof(*value)); /* it need not be aligned */
	return 0;
}

/* Cut to size, always NUL-terminated. */
int user_read_text(char *to, size_t size, const char *from)
{
	ssize_t length = copy(to, from, size - 1);

	if (length < 0)
		return -EFAULT;
	to[length] = '\0';
	if ((size_t)length == size - 1 || memchr(to, '\0', (size_t)length))
		return 0;
	return -EFAULT; /* the text goes on where nothing can be read */
}

/* What belongs to the job that is asked for, at most a page of it. */
static uint32_t matching(const struct sink *sink, const struct pt_pair *pairs, uint32_t count,
			 uint32_t *pids, uint32_t *jobs)
{
	uint32_t found = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (sink->job && pairs[i].job != sink->job)
			continue;
		pids[found] = pairs[i].pid & ~PT_PID_ENDING;
		jobs[found++] = pairs[i].job;
	}
	return found;
}

int sink_add(struct sink *sink, const struct pt_pair *pairs, uint32_t count)
{
	uint32_t pids[SINK_PAGE], jobs[SINK_PAGE];
	uint32_t found = matching(sink, pairs, count, pids, jobs);
	int at = sink->count, room = at < sink->len ? sink->len - at : 0;
	size_t bytes = sizeof(*pids) * (found < (uint32_t)room ? found : (uint32_t)room);

	sink->count += (int)found;
	if (!bytes)
		return 0;
	if (copy(&sink->pids[at], pids, bytes) != (ssize_t)bytes)
		return -EFAULT;
	if (sink->jobs && copy(&sink->jobs[at], jobs, bytes) != (ssize_t)bytes)
		return -EFAULT;
	return 0;
}
