/* SPDX-License-Identifier: Apache-2.0 */
/* accounts.h: ask the extension for accounts and events. */
#ifndef DRILL_ACCOUNTS_H
#define DRILL_ACCOUNTS_H

#include <stdint.h>

#include "proctrack_loader.h"

struct event_counts {
	int of[PT_EVENT_DUMP + 1];
	int disorder; /* before REGISTERED, behind EMPTIED, or with a gap in the numbers */
};

/* The last final record of a job with this id. -ESRCH */
int account_ended(const char *pins, uint32_t job, struct pt_account *ret_account);

/* All events of this job that are still kept. */
int events_of(const char *pins, uint32_t job, uint64_t generation, struct event_counts *ret_counts);

#endif
