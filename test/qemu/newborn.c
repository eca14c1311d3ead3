// SPDX-License-Identifier: Apache-2.0
// Whoever knows a pid before its process has run may ask too early. What is granted must hold.
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "drills.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { ROUNDS = 2000, LEAST_PID = 20000, MOST_PIDS = 8000 };

static atomic_int wanted; /* pid to register as soon as it exists; 0: pause, -1: end */
static atomic_int granted;
static long found_last; /* what was found instead of the job, or -errno */

static void *register_early(void *unused)
{
	int pid;

	(void)unused;
	while ((pid = atomic_load(&wanted)) >= 0)
		if (pid > 0 && atomic_load(&granted) != pid &&
		    extension_register(&extension, job, pid) == 0)
			atomic_store(&granted, pid);
	return NULL;
}

/* 1: registered while it was being born; 0: not; -1: registered, and lost again. */
static int one_round(pid_t pid)
{
	pid_t child;
	int result = 0;

	/* Only a pid that nobody has: a stranger is not ours to register. */
	if (kill(pid, 0) == 0 || errno != ESRCH)
		return 0;
	atomic_store(&granted, 0); /* pids are used again */
	atomic_store(&wanted, pid);
	child = fork_as(pid);
	for (int i = 0; child > 0 && i < 100 && atomic_load(&granted) != pid; i++)
		sched_yield();
	atomic_store(&wanted, 0);
	if (child <= 0)
		return 0;
	if (atomic_load(&granted) == pid) {
		long found = extension_find(&extension, pid);

		result = found == (long)job ? 1 : -1;
		if (result < 0)
			found_last = found;
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return result;
}

void drill_newborn(const char *round)
{
	struct pt_state state = {0};
	pthread_t thread;
	int early = 0, lost = 0;

	check_begin("%s newborn", round);
	job++;
	atomic_store(&wanted, 0);
	if (!check_call("thread", -pthread_create(&thread, NULL, register_early, NULL)))
		return;
	for (int i = 0; i < ROUNDS; i++) {
		int result = one_round(LEAST_PID + i % MOST_PIDS);

		early += result > 0;
		lost += result < 0;
	}
	atomic_store(&wanted, -1);
	pthread_join(thread, NULL);
	check("registered", early > 0, "none of %d", ROUNDS);
	check("lost", lost == 0, "%d of %d, find said %ld", lost, early + lost, found_last);
	check_call("status", proctrackext_status(extension.pins, &state));
	check_equal("lost exits", state.lost_exits, 0);
	check_info("newborns: %d registered", early);
}
