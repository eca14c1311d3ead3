// SPDX-License-Identifier: Apache-2.0
// Ask the extension for accounts and events; see accounts.h.
#include <errno.h>

#include "accounts.h"

int account_ended(const char *pins, uint32_t job, struct pt_account *ret_account)
{
	struct pt_page page = {.head = {.op = PT_OP_HISTORY}};
	int found = -ESRCH;

	do {
		int error = proctrackext_page(pins, &page);

		if (error)
			return error;
		for (uint32_t i = 0; i < page.head.count; i++)
			if (page.accounts[i].job.id == job) {
				*ret_account = page.accounts[i];
				found = 0;
			}
	} while (page.head.list.after);
	return found;
}

static void count(const struct pt_event *event, struct event_counts *counts)
{
	counts->disorder += event->type != PT_EVENT_REGISTERED && !counts->of[PT_EVENT_REGISTERED];
	counts->disorder += counts->of[PT_EVENT_EMPTIED] != 0;
	counts->of[event->type]++;
}

int events_of(const char *pins, uint32_t job, uint64_t generation, struct event_counts *ret_counts)
{
	struct pt_page page = {.head = {.op = PT_OP_EVENTS}};
	struct event_counts counts = {0};
	uint64_t last = 0;

	do {
		int error = proctrackext_page(pins, &page);

		if (error)
			return error;
		for (uint32_t i = 0; i < page.head.count; i++) {
			const struct pt_event *event = &page.events[i];

			counts.disorder += last && event->sequence != last + 1;
			last = event->sequence;
			if (event->job == job && event->generation == generation)
				count(event, &counts);
		}
	} while (page.head.events.after < page.head.events.last);
	*ret_counts = counts;
	return 0;
}
