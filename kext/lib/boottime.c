// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * boottime.c: how far the time since boot that this process sees is from the
 * kernel's own, which is in all answers of the extension: a time namespace has
 * an offset (time_namespaces(7)).
 */
#include "common.h"

#include <inttypes.h>
#include <stdio.h>

int64_t boottime_offset_ns(void)
{
	FILE *offsets = fopen("/proc/self/timens_offsets", "re");
	int64_t seconds = 0, ns = 0;
	char clock[16];

	/* without the file there are no such namespaces, or no /proc to tell of them */
	if (!offsets)
		return 0;
	while (fscanf(offsets, "%15s %" SCNd64 " %" SCNd64, clock, &seconds, &ns) == 3)
		if (strcmp(clock, "boottime") == 0 || strcmp(clock, "7") == 0)
			break;
		else
			seconds = ns = 0;
	fclose(offsets);
	return seconds * 1000000000 + ns;
}
