// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * adopt.c: take a process and the descendants that it has.  Where the kernel
 * cannot walk its own tasks for us (before Linux 6.7) we pass over /proc until
 * nobody new is found: whoever was taken passes the job on to new children, so
 * a pass without a find has seen them all.
 */
#include "internal.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define PASSES_MAX 64
#define DEPTH_MAX 65536
#define NS_A_TICK 10000000

static int register_one(const char *pins, uint32_t job, int pid, uint64_t start, uint32_t flags)
{
	struct pt_request request = {.op = PT_OP_REGISTER,
				     .job = job,
				     .reg = {.pid = pid, .flags = flags, .start = start}};

	return proctrackext_call(pins, &request);
}

static bool in_job(const char *pins, uint32_t job, int pid)
{
	struct pt_request find = {.op = PT_OP_FIND, .find = {.pid = pid}};

	return proctrackext_call(pins, &find) == 0 && find.job == job;
}

/* What /proc says of a process; the name in stat may hold anything, so look behind the last
 * bracket. */
struct look {
	int parent;
	uint64_t start; /* hundredths of a second since boot */
};

static bool look_at(int pid, struct look *ret_look)
{
	char path[64], text[512];
	unsigned long long start;
	const char *end;
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	length = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[length] = '\0';
	end = strrchr(text, ')');
	if (!end ||
	    sscanf(end + 1,
		   " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d "
		   "%llu",
		   &ret_look->parent, &start) != 2)
		return false;
	ret_look->start = start - (uint64_t)(boottime_offset_ns() / NS_A_TICK);
	return true;
}

/* ret_start: its own, as it was before its ancestors were looked at. */
static bool descends_from(int pid, int ancestor, uint64_t *ret_start)
{
	struct look look;

	if (!look_at(pid, &look))
		return false;
	*ret_start = look.start;
	for (int i = 0; i < DEPTH_MAX && look.parent > 1; i++) {
		int parent = look.parent;

		if (parent == ancestor)
			return true;
		if (!look_at(parent, &look))
			return false;
	}
	return false;
}

static int adopt_pass(const char *pins, uint32_t job, int ancestor, uint32_t *taken)
{
	struct dirent *entry;
	DIR *proc = opendir("/proc");
	int found = 0;

	if (!proc)
		return -errno;
	while ((entry = readdir(proc))) {
		int pid = atoi(entry->d_name);
		uint64_t start;

		if (pid <= 1 || !descends_from(pid, ancestor, &start))
			continue;
		switch (register_one(pins, job, pid, start, PT_FLAG_DESCENDANT)) {
		case 0:
			++*taken;
			found++;
			break;
		case -EAGAIN: /* half born: look again */
			found++;
		}
	}
	closedir(proc);
	return found;
}

static int adopt_by_passes(const char *pins, uint32_t job, int pid, uint32_t *ret_taken)
{
	int error = register_one(pins, job, pid, 0, 0);
	uint32_t taken = error == 0;
	int found = 1;

	if (error == -EEXIST && in_job(pins, job, pid))
		error = 0;
	if (error)
		return error;
	for (int i = 0; i < PASSES_MAX && found > 0; i++)
		found = adopt_pass(pins, job, pid, &taken);
	if (found < 0)
		return found;
	*ret_taken = taken; /* with -EAGAIN too: they stay */
	return found ? -EAGAIN : 0;
}

EXPORT int proctrackext_adopt(const char *pins, uint32_t job, int pid, uint32_t *ret_taken)
{
	struct pt_request request = {.op = PT_OP_ADOPT, .job = job, .reg = {.pid = pid}};
	int error = proctrackext_call(pins, &request);

	if (error == -EOPNOTSUPP)
		return adopt_by_passes(pins, job, pid, ret_taken);
	if (!error || error == -EAGAIN)
		*ret_taken = request.count;
	return error;
}
