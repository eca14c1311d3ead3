// SPDX-License-Identifier: GPL-2.0-or-later
/* tie.c: the calls that tie a job to its owner. */
#include "calls.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

EXPORT int proctrack_job_tie(uint32_t job, pid_t owner)
{
	struct pt_request request = {.op = PT_OP_TIE, .job = job, .tie = {.pid = owner}};
	int error = issue(&request);

	if (error < 0 && errno == EOPNOTSUPP) /* root's way says so where the kernel cannot */
		errno = ENOSYS;
	return error;
}

/* The pid behind a pidfd, as the caller sees it; -ESRCH: it has ended, -EBADF: it is none. */
static int pid_of(int pidfd)
{
	char path[64], line[128];
	FILE *file;
	int pid = -EBADF;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	file = fopen(path, "re");
	if (!file)
		return errno == ENOENT ? -EBADF : -errno;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "Pid:\t%d", &pid) == 1)
			break;
	fclose(file);
	return pid == 0 || pid == -1 ? -ESRCH : pid;
}

static int has_ended(int pidfd)
{
	struct pollfd poll_fd = {.fd = pidfd, .events = POLLIN};

	return poll(&poll_fd, 1, 0) > 0;
}

/*
 * Should it have ended, another process may have had its pid when the job was tied to it.  If it
 * was the right one, the kernel kills the job, and cannot be told otherwise.
 */
EXPORT int proctrack_job_tie_pidfd(uint32_t job, int pidfd)
{
	int owner = pid_of(pidfd);

	if (owner < 0)
		return result(owner);
	if (proctrack_job_tie(job, owner) < 0)
		return -1;
	if (!has_ended(pidfd) || proctrack_job_tie(job, 0) < 0)
		return 0;
	return result(-ESRCH);
}
