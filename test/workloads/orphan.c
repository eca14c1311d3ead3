// SPDX-License-Identifier: Apache-2.0
// A great-grandchild whose parent and grandparent died before the kill: no chain of parents leads
// to the job.
#include "common.h"

#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	pid_t child, middle;

	drill_start();
	child = drill_fork();
	if (child == 0) {
		child = getpid();
		if (drill_fork() > 0)
			_exit(0);
		middle = getpid();
		if (drill_fork() > 0)
			_exit(0);
		drill_await_death(child);
		drill_await_death(middle);
		drill_member_linger();
	}
	waitpid(child, NULL, 0);
	drill_member();
	drill_ready(2);
	drill_linger();
}
