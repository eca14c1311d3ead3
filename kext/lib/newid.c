// SPDX-License-Identifier: GPL-2.0-or-later
/* newid.c: job ids for whoever has none: far from all pids, so that nobody takes one for a pid. */
#include "common.h"

#include <sys/random.h>

uint32_t new_job_id(void)
{
	uint32_t random = 0;

	/* it need not be a secret, and the kernel refuses one that is taken */
	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		random = (uint32_t)since_boot_ns();
	return PT_NEW_JOB_FIRST + random % (UINT32_MAX - PT_NEW_JOB_FIRST);
}
