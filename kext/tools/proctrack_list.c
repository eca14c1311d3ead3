// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proctrack_list: each job and its pids, "JOB: PID PID ..." on a line, in the order of their
 * numbers; with -l in front, the table of "proctrack list".
 */
#include "members.h"
#include "options.h"
#include "tool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 1024
#define USAGE_LINE "usage: proctrack_list [-l] [JOB]"

struct pair {
	uint32_t job;
	int32_t pid;
};

static int by_job_and_pid(const void *one, const void *other)
{
	const struct pair *a = one, *b = other;

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
static struct pair *pairs(int *count)
{
	struct pair *all;
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
		all[i] = (struct pair){jobs[i], pids[i]};
	qsort(all, (size_t)*count, sizeof(*all), by_job_and_pid);
	free(pids);
	free(jobs);
	return all;
}

/* As "proctrack list", with its refusals. */
static enum exit_code list_long(int count, char **words)
{
	static const struct option_name options[] = {{'h', "help", false}, {0}};
	struct command_line line = {.options = options, .usage = "proctrack list [JOB] [--json]"};
	struct exact_job job = {0};
	struct members members;
	int error;

	begin_rescue();
	read_options(&line, count, words, 0, 1);
	if (line.count)
		job.id = job_number(line.arguments[0]);
	error = members_of(&job, &members);
	errno = -error;
	if (error)
		fail_call("list");
	if (job.id && !members.count)
		fail(NO_SUCH_JOB, "no job %u: proctrack list shows all jobs", job.id);
	print_table(&members);
	return printed();
}

int main(int count, char **arguments)
{
	struct pair *all;
	uint32_t only = 0, shown = 0;
	int total;

	if (count > 1 && strcmp(arguments[1], "-l") == 0)
		return list_long(count - 2, arguments + 2);
	if (count > 2 || (count == 2 && strcmp(arguments[1], "--help") == 0)) {
		fprintf(count > 2 ? stderr : stdout, USAGE_LINE "\n");
		return count > 2 ? USAGE : printed();
	}
	if (count == 2)
		only = job_number(arguments[1]);
	all = pairs(&total);
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
