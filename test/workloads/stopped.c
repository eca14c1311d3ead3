// SPDX-License-Identifier: Apache-2.0
// Children that stop themselves: only SIGKILL reaches a stopped process.
#include "common.h"

#include <signal.h>
#include <sys/wait.h>

enum { CHILDREN = 3 };

static _Noreturn void stop_for_ever(void)
{
	drill_member();
	signal(SIGHUP, SIG_IGN);
	/* Stopped again whenever somebody, or an orphaned process group, continues it. */
	for (;;)
		raise(SIGSTOP);
}

int main(void)
{
	int status;

	drill_start();
	for (int i = 0; i < CHILDREN; i++) {
		pid_t child = drill_fork();

		if (child == 0)
			stop_for_ever();
		if (waitpid(child, &status, WUNTRACED) < 0 || !WIFSTOPPED(status))
			drill_die("child did not stop");
	}
	drill_member();
	drill_ready(CHILDREN + 1);
	drill_linger();
}
