// SPDX-License-Identifier: GPL-2.0-or-later
/* sleep.c: until a process has ended. */
#include "common.h"

#include <poll.h>

#define PAUSE_MS 1

int sleep_on_process(int pidfd, int timeout_ms)
{
	struct pollfd end = {.fd = pidfd, .events = POLLIN};
	int ready = poll(&end, 1, 0);

	/* it has ended, and the kernel is about to take it out of its job */
	if (ready > 0)
		ready = poll(NULL, 0, PAUSE_MS);
	else if (ready == 0)
		ready = poll(&end, 1, timeout_ms);
	return ready < 0 && errno != EINTR ? -errno : 0;
}
