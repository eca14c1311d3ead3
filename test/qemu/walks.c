// SPDX-License-Identifier: Apache-2.0
// Walks take cursors, of which there are few. Where the kernel preempts walks, a user can have some
// wait for a processor and others take what they leave. Another user and root find one.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "callers.h"
#include "check.h"
#include "drills.h"
#include "scene.h"

enum { USER = 61804, OTHER = 61803, WALKERS = 24, SPINNERS = 6, WALKS = 10 };
enum { HELD_US = 300000, LAST = 100 };

/* As the library does, but once: it would ask again for a second. */
static int walk(int *unused)
{
	struct pt_pids answer = {0};
	socklen_t size = sizeof(answer);
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0), error = 0;

	(void)unused;
	if (fd < 0 || getsockopt(fd, pt_level(extension.pins) + PT_ASK_ALL, 0, &answer, &size) < 0)
		error = -errno;
	close(fd);
	return error ? error : answer.error;
}

static int walk_for_ever(int *unused)
{
	int error;

	do
		error = walk(unused);
	while (!error || error == -EAGAIN);
	return error;
}

static int spin(int *forever)
{
	while (*(volatile int *)forever)
		;
	return 0;
}

static pid_t start_as_user(int (*body)(int *number))
{
	pid_t child = fork();

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(run_as(USER, body, 1) != 0);
	}
	return child;
}

static void end_child(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* The largest pid but a few: a walk over all pids goes up to the largest that was a member. */
static pid_t fork_last(void)
{
	FILE *file = fopen("/proc/sys/kernel/pid_max", "r");
	int most = 0;

	if (!file)
		return -1;
	if (fscanf(file, "%d", &most) != 1)
		most = 0;
	fclose(file);
	return fork_as(most - LAST);
}

static void start_all_as_user(pid_t *ret_pids, int count, int (*body)(int *number))
{
	for (int i = 0; i < count; i++)
		ret_pids[i] = start_as_user(body);
	usleep(HELD_US);
}

static void end_all(const pid_t *pids, int count)
{
	for (int i = 0; i < count; i++)
		end_child(pids[i]);
}

/* Best the last scene: from now on a walk over all pids goes far. */
void drill_walks(const char *round)
{
	pid_t walkers[WALKERS], spinners[SPINNERS], others[SPINNERS], last = fork_last();
	int refused = 0;

	check_begin("%s walks", round);
	check_call("register", extension_register(&extension, ++job, last));
	start_all_as_user(walkers, WALKERS, walk_for_ever);
	check_call("nice", setpriority(PRIO_USER, USER, 19) < 0 ? -errno : 0);
	start_all_as_user(spinners, SPINNERS, spin);
	start_all_as_user(others, SPINNERS, walk_for_ever);
	for (int i = 0; i < WALKS; i++) {
		refused += run_as(OTHER, walk, 0) != 0;
		refused += walk(NULL) != 0;
	}
	check_equal("refused", refused, 0);
	end_all(spinners, SPINNERS);
	end_all(others, SPINNERS);
	end_all(walkers, WALKERS);
	end_child(last);
}
