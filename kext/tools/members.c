// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * members.c: through the pins the kernel tells all at once, to root and to whom root granted it.
 * To others the calls tell jobs and pids, and /proc the rest.
 */
#include "members.h"

#include <stdlib.h>

#define FIRST_ROOM 256

static int by_job_and_pid(const void *one, const void *other)
{
	const struct member *a = one, *b = other;

	if (a->job != b->job)
		return a->job < b->job ? -1 : 1;
	return a->pid < b->pid ? -1 : a->pid > b->pid;
}

/* A further one; NULL: no memory. */
static struct member *add(struct members *members, uint32_t job, uint32_t pid)
{
	struct member *member;

	if (members->count == members->room) {
		int room = members->room ? 2 * members->room : FIRST_ROOM;
		struct member *all = realloc(members->all, (size_t)room * sizeof(*all));

		if (!all)
			return NULL;
		members->all = all;
		members->room = room;
	}
	member = &members->all[members->count++];
	*member = (struct member){.job = job, .pid = pid, .state = '?'};
	return member;
}

static int read_page(struct pt_page *page)
{
	int error, tries = 0;

	do
		error = proctrackext_page(place_pins(), page);
	while (again(error, &tries));
	return error;
}

/* Before Linux 6.2 the kernel's programs cannot look at other processes: then /proc tells. */
static int add_process(struct members *members, const struct pt_process *process)
{
	struct member *member = add(members, process->job, process->pid);

	if (!member)
		return -ENOMEM;
	member->known = true;
	member->parent = process->parent;
	member->uid = process->uid;
	member->start = process->start;
	memcpy(member->command, process->comm, sizeof(process->comm));
	if (process->state)
		member->state = (char)process->state;
	else
		proc_fill(member);
	return 0;
}

static int add_job(struct members *members, const struct exact_job *job)
{
	struct pt_page page = {
		.head = {.op = PT_OP_LIST, .job = job->id, .generation = job->generation}};
	int error;

	do {
		error = read_page(&page);
		for (uint32_t i = 0; i < page.head.count && !error; i++)
			error = add_process(members, &page.processes[i]);
	} while (!error && page.head.list.after);
	return error == -ESRCH ? 0 : error;
}

static int add_all_jobs(struct members *members)
{
	struct pt_page page = {.head = {.op = PT_OP_JOBS}};
	int error;

	do {
		error = read_page(&page);
		for (uint32_t i = 0; i < page.head.count && !error; i++)
			error = add_job(members, &(struct exact_job){.id = page.jobs[i].id});
	} while (!error && page.head.list.after);
	return error;
}

/* Pids by the calls; jobs may be NULL. */
static int ask_pids(uint32_t job, int room, int32_t *pids, uint32_t *jobs)
{
	int count = job ? proctrack_get_pids(job, room, pids)
			: proctrack_get_all_pids(room, pids, jobs);

	return count < 0 ? -errno : count;
}

static int add_pids(struct members *members, uint32_t job, int room, bool proc)
{
	int32_t *pids = calloc((size_t)room, sizeof(*pids));
	uint32_t *jobs = calloc((size_t)room, sizeof(*jobs));
	int count = pids && jobs ? ask_pids(job, room, pids, jobs) : -ENOMEM;

	for (int i = 0; i < count && count <= room; i++) {
		struct member *member = add(members, job ? job : jobs[i], (uint32_t)pids[i]);

		if (!member)
			count = -ENOMEM;
		else if (proc)
			proc_fill(member);
	}
	free(pids);
	free(jobs);
	return count;
}

static int by_calls(struct members *members, const struct exact_job *job)
{
	struct exact_job now;
	bool proc = proc_is_ours();
	int count, room = FIRST_ROOM / 2;

	do {
		room *= 2;
		count = add_pids(members, job->id, room, proc);
	} while (count > room);
	if (count > 0 && job->generation &&
	    (exact_find(job->id, &now) != 0 || now.generation != job->generation))
		members->count = 0;
	return count < 0 ? count : 0;
}

int members_of(const struct exact_job *job, struct members *ret_members)
{
	int error;

	*ret_members = (struct members){0};
	if (pins_are_open())
		error = job->id ? add_job(ret_members, job) : add_all_jobs(ret_members);
	else
		error = by_calls(ret_members, job);
	if (!error && ret_members->count)
		qsort(ret_members->all, (size_t)ret_members->count, sizeof(struct member),
		      by_job_and_pid);
	return error;
}
