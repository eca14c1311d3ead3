// SPDX-License-Identifier: Apache-2.0
// vfork then exec: the child is born in its parent's memory and the parent waits suspended.
#include "common.h"

#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char *child[] = {argv[0], "child", NULL};

	if (argc == 2) {
		drill_rejoin(getenv(DRILL_DEADLINE));
		drill_member_linger();
	}
	drill_start();
	for (int i = 0; i < 2; i++) {
		pid_t pid = vfork();

		if (pid < 0)
			drill_die("vfork");
		if (pid == 0) {
			execv("/proc/self/exe", child);
			_exit(1);
		}
	}
	drill_member();
	drill_ready(3);
	drill_linger();
}
