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

static int register_one(const char *pins, uint32_t job, int pid, uint32_t flags)
{
	struct pt_request request = {.op = PT_OP_REGISTER, .job = job, .pid = pid, .flags = flags};

	return proctrackext_call(pins, &request);
}

static bool in_job(const char *pins, uint32_t job, int pid)
{
	struct pt_request find = {.op = PT_OP_FIND, .pid = pid};

	return proctrackext_call(pins, &find) == 0 && find.job == job;
}

/* 0 when it is gone. The name in stat may hold anything, so look behind the last bracket. */
static int parent_of(int pid)
{
	char path[64], text[512];
	const char *end;
	size_t length;
	int parent;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	length = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[length] = '\0';
	end = strrchr(text, ')');
	return end && sscanf(end + 1, " %*c %d", &parent) == 1 ? parent : 0;
}

static bool descends_from(int pid, int ancestor)
{
	for (int i = 0; i < DEPTH_MAX && pid > 1; i++) {
		pid = parent_of(pid);
		if (pid == ancestor)
			return true;
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

		if (pid <= 1 || !descends_from(pid, ancestor))
			continue;
		switch (register_one(pins, job, pid, PT_FLAG_DESCENDANT)) {
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
	int error = register_one(pins, job, pid, 0);
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
	struct pt_request request = {.op = PT_OP_ADOPT, .job = job, .pid = pid};
	int error = proctrackext_call(pins, &request);

	if (error == -EOPNOTSUPP)
		return adopt_by_passes(pins, job, pid, ret_taken);
	if (!error || error == -EAGAIN)
		*ret_taken = request.count;
	return error;
}
