// SPDX-License-Identifier: GPL-2.0-or-later
/* clock.c: the three clocks: the wall's, since boot, and one for deadlines. */
#include "common.h"

#include <time.h>

#define NS_PER_S 1000000000LL
#define NS_PER_MS 1000000LL

static int64_t clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

int64_t since_boot_ns(void)
{
	return clock_ns(CLOCK_BOOTTIME) - boottime_offset_ns();
}

EXPORT int64_t proctrackext_boot_time(void)
{
	return clock_ns(CLOCK_REALTIME) - since_boot_ns();
}

int64_t monotonic_ms(void)
{
	return clock_ns(CLOCK_MONOTONIC) / NS_PER_MS;
}
