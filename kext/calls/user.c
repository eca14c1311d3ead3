// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * user.c: the caller's memory.  A system call answers EFAULT where a function
 * of a library would crash; so the kernel looks at each pointer first.  It does
 * so by the same calls as all the rest, for a sandbox may end whoever makes
 * others.
 */
#include "calls.h"

#include <stdint.h>

#define PAGE 4096
#define WORD sizeof(uint32_t)

/* Our caller's own variables are mostly on the page of the stack that we stand on. */
static bool is_beside_us(const int *at)
{
	uintptr_t first = (uintptr_t)at, here = (uintptr_t)__builtin_frame_address(0);

	return first / PAGE == here / PAGE && (first + sizeof(*at) - 1) / PAGE == here / PAGE;
}

int user_read_int(const int *from, uint32_t *value)
{
	int error = is_beside_us(from) ? 0 : memory_look(from);

	if (!error)
		memcpy(value, from, sizeof(*value)); /* it need not be aligned */
	return error;
}

int user_write_int(int *to, uint32_t value)
{
	int fd AUTO_CLOSE = is_beside_us(to) ? -1 : socket_new();
	int error = is_beside_us(to) ? 0 : memory_touch(fd, to);

	if (!error)
		memcpy(to, &value, sizeof(value));
	return error;
}

/* How much of this is on the page where it begins. */
static size_t on_page(const void *at, size_t size)
{
	size_t left = PAGE - (uintptr_t)at % PAGE;

	return size < left ? size : left;
}

/* Cut to size, always NUL-terminated. What comes behind the NUL need not be there. */
int user_read_text(char *to, size_t size, const char *from)
{
	size_t done = 0, part, length;

	do {
		const char *at = from + done;
		int error = memory_look(at - (uintptr_t)at % WORD); /* on the same page */

		if (error)
			return error;
		part = on_page(at, size - 1 - done);
		length = strnlen(at, part);
		memcpy(to + done, at, length);
		done += length;
	} while (length == part && done < size - 1);
	to[done] = '\0';
	return 0;
}

static int write_out(const struct sink *sink, void *to, const void *from, size_t size)
{
	for (size_t done = 0, part; done < size; done += part) {
		char *at = (char *)to + done;
		int error = memory_touch(sink->fd, at);

		if (error)
			return error;
		part = on_page(at, size - done);
		memcpy(at, (const char *)from + done, part);
	}
	return 0;
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
	int error, at = sink->count, room = at < sink->len ? sink->len - at : 0;
	size_t bytes = sizeof(*pids) * (found < (uint32_t)room ? found : (uint32_t)room);

	sink->count += (int)found;
	error = write_out(sink, &sink->pids[at], pids, bytes);
	if (!error && sink->jobs)
		error = write_out(sink, &sink->jobs[at], jobs, bytes);
	return error;
}
