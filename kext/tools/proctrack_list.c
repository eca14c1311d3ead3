// SPDX-License-Identifier: GPL-2.0-or-later
/* proctrack_list: each job and its pids, "JOB: PID PID ..." on a line, in the order of their
 * numbers. */
#include "proctrack.h"
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 1024
#define USAGE_LINE "usage: proctrack_list [JOB]"

struct member {
	uint32_t job;
	int32_t pid;
};

static int by_job_and_pid(const void *one, const void *other)
{
	const struct member *a = one, *b = other;

	if (a->job != b->job)
		return a->job < b->job ? -1 : 1;
	return a->pid < b->pid ? -1 : a->pid > b->pid;
}

static void *room_for(int count, size_t size)
{
	void *room = calloc((size_t)count, size);

	if (!room)
		fail(REFUSED, "out of memory");
	return room;
}

/* All members, sorted; count says how many. */
static struct member *members(int *count)
{
	struct member *all;
	int32_t *pids = NULL;
	uint32_t *jobs = NULL;
	int room = FIRST_ROOM / 2;

	do {
		room *= 2;
		free(pids);
		free(jobs);
		pids = room_for(room, sizeof(*pids));
		jobs = room_for(room, sizeof(*jobs));
		*count = proctrack_get_all_pids(room, pids, jobs);
		if (*count < 0)
			fail_call("list");
	} while (*count > room);
	all = room_for(*count + 1, sizeof(*all));
	for (int i = 0; i < *count; i++)
		all[i] = (struct member){jobs[i], pids[i]};
	qsort(all, (size_t)*count, sizeof(*all), by_job_and_pid);
	free(pids);
	free(jobs);
	return all;
}

int main(int count, char **arguments)
{
	struct member *all;
	uint32_t only = 0, shown = 0;
	int total;

	if (count > 2 || (count == 2 && strcmp(arguments[1], "--help") == 0)) {
		fprintf(count > 2 ? stderr : stdout, USAGE_LINE "\n");
		return count > 2 ? USAGE : printed();
	}
	if (count == 2)
		only = job_number(arguments[1]);
	all = members(&total);
	for (int i = 0; i < total; i++) {
		if (only && all[i].job != only)
			continue;
		if (all[i].job != shown)
			printf("%s%u:", shown ? "\n" : "", all[i].job);
		shown = all[i].job;
		printf(" %d", all[i].pid);
	}
	free(all);
	if (only && !shown)
		fail(NO_SUCH_JOB, "no job %u: proctrack_list shows all jobs", only);
	if (shown)
		putchar('\n');
	return printed();
}
