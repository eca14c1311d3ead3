// SPDX-License-Identifier: Apache-2.0
// What a program of 32 bits gets from the calls: root's way through the pins, and ENOSYS for
// others.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proctrack.h"

enum { JOB = 32, LIFE_SECONDS = 60 };

static void expect(int line, long got, int got_error, long value, int error)
{
	if (got == value && (!error || got_error == error))
		return;
	fprintf(stderr, "thirtytwo.c:%d: %ld (%s), not %ld (%s)\n", line, got,
		strerrorname_np(got_error), value, strerrorname_np(error));
	exit(1);
}

#define EXPECT(call, value, error)                                                                 \
	do {                                                                                       \
		errno = 0;                                                                         \
		long got_ = (long)(call);                                                          \
		expect(__LINE__, got_, errno, value, error);                                       \
	} while (0)

static void each_says(int error)
{
	int job = JOB, self = getpid(), none = 0;
	int32_t pids[4];
	uint32_t jobs[4];

	EXPECT(proctrack_job_reg_self(&job), -1, error);
	EXPECT(proctrack_job_reg_pid(&job, &self), -1, error);
	EXPECT(proctrack_job_unreg(&job), -1, error);
	EXPECT(proctrack_job_kill(&job, &none), -1, error);
	EXPECT(proctrack_get_job_id(&self), 0, error);
	EXPECT(proctrack_get_pids(JOB, 4, pids), -1, error);
	EXPECT(proctrack_get_all_pids(4, pids, jobs), -1, error);
	EXPECT(proctrack_job_label(JOB, 0, "a test"), -1, error);
	EXPECT(proctrack_job_wait(JOB, 0), -1, error);
	EXPECT(proctrack_job_unreg(NULL), -1, EFAULT);
	EXPECT(proctrack_version(), 4, 0);
}

static pid_t child(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		alarm(LIFE_SECONDS);
		for (;;)
			pause();
	}
	return pid;
}

static void root(void)
{
	int job = JOB, pid = child(), signal = SIGKILL, status;
	int32_t pids[4] = {0};

	EXPECT(proctrack_job_reg_pid(&job, &pid), 0, 0);
	EXPECT(proctrack_get_job_id(&pid), JOB, 0);
	EXPECT(proctrack_get_pids(JOB, 4, pids), 1, 0);
	EXPECT(pids[0], pid, 0);
	EXPECT(proctrack_job_kill(&job, &signal), 0, 0);
	EXPECT(waitpid(pid, &status, 0), pid, 0);
	EXPECT(WTERMSIG(status), SIGKILL, 0);
	EXPECT(proctrack_job_wait(JOB, 10000), 0, 0);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "root") == 0)
		root();
	else if (argc > 1 && strcmp(argv[1], "absent") == 0)
		each_says(ENOENT);
	else if (argc > 1 && strcmp(argv[1], "user") == 0)
		each_says(ENOSYS);
	else
		return 2;
	return 0;
}
