// SPDX-License-Identifier: Apache-2.0
// Older kernels' calls take turns by a lock on a file. A child that is forked while another thread
// has its turn gets that open file too, and must not keep the lock.
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "drills.h"
#include "scene.h"

enum { CHILDREN = 100, CHILD_SECONDS = 15 };

static atomic_bool ending;

static void *ask_all_the_time(void *unused)
{
	(void)unused;
	while (!atomic_load(&ending))
		extension_find(&extension, bystander.pid);
	return NULL;
}

static pid_t idle_child(void)
{
	pid_t child = fork();

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(CHILD_SECONDS);
		pause();
		_exit(0);
	}
	return child;
}

/* The answer comes while the child lives. */
static bool answered(pid_t child)
{
	bool lives;

	extension_find(&extension, bystander.pid);
	lives = child > 0 && waitpid(child, NULL, WNOHANG) == 0;
	if (lives) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	return lives;
}

void drill_turns(const char *round)
{
	pthread_t thread;
	int i = 0;

	check_begin("%s turns", round);
	atomic_store(&ending, false);
	if (!check_call("thread", -pthread_create(&thread, NULL, ask_all_the_time, NULL)))
		return;
	while (i < CHILDREN && answered(idle_child()))
		i++;
	atomic_store(&ending, true);
	pthread_join(thread, NULL);
	check("answers", i == CHILDREN, "child %d kept the lock, or was not born", i + 1);
}
