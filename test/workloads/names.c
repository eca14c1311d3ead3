// SPDX-License-Identifier: Apache-2.0
// Command names that mislead readers of /proc: a space, a newline, bytes that are not UTF-8, a
// daemon's name.
#include "common.h"

#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

static const char *const names[] = {"a b", "new\nline", "\xff\xfe", "slurmstepd", "x) R 1 1 ("};

enum { NAMES = sizeof(names) / sizeof(names[0]) };

static _Noreturn void masquerade(const char *name)
{
	char *argv[] = {(char *)name, "child", NULL};

	execv("/proc/self/exe", argv);
	drill_die("exec");
}

int main(int argc, char **argv)
{
	if (argc == 2) {
		drill_rejoin(getenv(DRILL_DEADLINE));
		prctl(PR_SET_NAME, argv[0]);
		drill_member_linger();
	}
	drill_start();
	for (int i = 0; i < NAMES; i++)
		if (drill_fork() == 0)
			masquerade(names[i]);
	drill_member();
	drill_ready(NAMES + 1);
	drill_linger();
}
