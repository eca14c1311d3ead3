// SPDX-License-Identifier: Apache-2.0
// Processes that make the calls of proctrack.h; see callers.h.
#include "callers.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proctrack.h"

enum { LIFE_SECONDS = 60, PATIENCE_MS = 20000, STEP_MS = 10 };

int failure(int result)
{
	return result < 0 ? -errno : 0;
}

static bool become(uid_t user)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(LIFE_SECONDS);
	if (!user)
		return true;
	if (setgroups(0, NULL) < 0 || setgid(user) < 0 || setuid(user) < 0)
		return false;
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a change of user takes it away */
	return true;
}

/* Its error is the exit code. */
int run_as(uid_t user, int (*body)(int *job), int number)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		_exit(become(user) ? -body(&number) : 255);
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return -errno;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

pid_t member(uid_t user, int *number)
{
	int entered[2], error = -ECHILD;
	pid_t child;

	if (pipe2(entered, O_CLOEXEC) < 0)
		return -errno;
	child = fork();
	if (child == 0) {
		error = become(user) ? failure(proctrack_job_reg_self(number)) : -EPERM;
		if (write(entered[1], &error, sizeof(error)) == sizeof(error) && !error)
			while (true)
				pause();
		_exit(0);
	}
	close(entered[1]);
	if (child < 0 || read(entered[0], &error, sizeof(error)) != sizeof(error))
		error = -ECHILD;
	close(entered[0]);
	if (error && child > 0) /* a zombie counts for its user's limit of processes */
		waitpid(child, NULL, 0);
	return error ? error : child;
}

bool was_killed(pid_t child, int signal)
{
	int status = 0;

	for (int i = 0; i < PATIENCE_MS / STEP_MS; i++) {
		if (waitpid(child, &status, WNOHANG) == child)
			return WIFSIGNALED(status) && WTERMSIG(status) == signal;
		poll(NULL, 0, STEP_MS);
	}
	return false;
}
