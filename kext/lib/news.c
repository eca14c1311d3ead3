// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * news.c: sleep until there is something new, for those who show jobs and tell events.  The kernel
 * wakes nobody for that, which would cost each fork of a job something: so it is asked, five
 * times a second, by a request that costs some microseconds.
 */
#include "common.h"

#include <poll.h>

#define STEP_MS 200

/* 0 = nothing is loaded. */
static int ask_news(const char *pins, uint32_t flags, uint64_t *ret_news)
{
	struct pt_request request = {.op = PT_OP_NEWS, .flags = flags};
	int error = proctrackext_call(pins, &request);

	*ret_news = 0;
	if (error == -ENOENT || error == -ENODEV)
		return 0;
	if (!error)
		*ret_news = request.generation + request.after + (request.hint << 32);
	return error;
}

EXPORT int proctrackext_news(const char *pins, uint32_t flags, uint64_t *news, int timeout_ms)
{
	int64_t deadline = monotonic_ms() + timeout_ms;
	uint64_t now;

	do {
		int error;

		if (poll(NULL, 0, STEP_MS) < 0 && errno != EINTR)
			return -errno;
		error = ask_news(pins, flags, &now);
		if (error)
			return error;
	} while (now == *news && monotonic_ms() < deadline);
	*news = now;
	return 0;
}
