// SPDX-License-Identifier: Apache-2.0
// posix_spawn, plain and with a session of its own: clone(CLONE_VM | CLONE_VFORK) and exec.
#include "common.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <unistd.h>

static void spawn(char *name, short flags)
{
	char *argv[] = {name, "child", NULL};
	posix_spawnattr_t attributes;
	pid_t pid;

	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, flags);
	errno = posix_spawn(&pid, "/proc/self/exe", NULL, &attributes, argv, environ);
	if (errno)
		drill_die("posix_spawn");
	posix_spawnattr_destroy(&attributes);
}

int main(int argc, char **argv)
{
	if (argc == 2) {
		drill_rejoin(getenv(DRILL_DEADLINE));
		drill_member_linger();
	}
	drill_start();
	spawn(argv[0], 0);
	spawn(argv[0], POSIX_SPAWN_SETSID);
	drill_member();
	drill_ready(3);
	drill_linger();
}
