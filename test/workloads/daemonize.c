// SPDX-License-Identifier: Apache-2.0
// A daemon: double fork, setsid, chdir, files closed, execve with an empty environment and another
// name.
#include "common.h"

#include <linux/close_range.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void daemon_main(const char *deadline)
{
	drill_rejoin(deadline);
	prctl(PR_SET_NAME, "kworker/u4:1");
	drill_member();
	drill_ready(0);
	drill_linger();
}

static _Noreturn void become_daemon(pid_t first, pid_t middle)
{
	char *argv[] = {"[kworker/u4:1]", "daemon", (char *)drill_deadline(), NULL};
	char *environment[] = {NULL};

	/* Both ancestors are gone before the daemon says a word. */
	drill_await_death(middle);
	drill_await_death(first);
	/* All files but the drill's output, by which the daemon reports and its death shows. */
	if (chdir("/") < 0 || syscall(SYS_close_range, 0, DRILL_OUT - 1, 0) < 0 ||
	    syscall(SYS_close_range, DRILL_OUT + 1, ~0U, 0) < 0)
		drill_die("leave all behind");
	execve("/proc/self/exe", argv, environment);
	_exit(1);
}

int main(int argc, char **argv)
{
	pid_t first = getpid();
	pid_t middle;

	if (argc == 3 && !strcmp(argv[1], "daemon"))
		daemon_main(argv[2]);
	drill_start();
	if (drill_fork() > 0) {
		wait(NULL);
		return 0;
	}
	if (setsid() < 0)
		drill_die("setsid");
	middle = getpid();
	if (drill_fork() > 0)
		_exit(0);
	become_daemon(first, middle);
}
