// SPDX-License-Identifier: Apache-2.0
// The client of 2004, one and the same file on every kernel, as root and as a user.
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "drills.h"
#include "scene.h"

enum { NOBODY = 65534 };

/* By descriptor: the user may not reach the directory. */
static _Noreturn void become(int file, uid_t uid, const char *right)
{
	char *const argv[] = {"client2004", (char *)right, NULL};

	if (uid && (setgroups(0, NULL) < 0 || setresgid(uid, uid, uid) < 0 ||
		    setresuid(uid, uid, uid) < 0))
		_exit(127);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(120);
	fexecve(file, argv, environ);
	_exit(127);
}

static void run(const char *name, int file, uid_t uid, const char *right)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0)
		become(file, uid, right);
	if (child > 0)
		waitpid(child, &status, 0);
	check_equal(name, status, 0);
}

void drill_client(const char *round)
{
	int file;

	check_begin("%s client of 2004", round);
	if (!client) {
		check_skip("all", "no -c CLIENT");
		return;
	}
	file = open(client, O_RDONLY | O_CLOEXEC);
	if (!check("file", file >= 0, "%s: %d", client, errno))
		return;
	run("as root", file, 0, "root");
	run("as a user", file, NOBODY, "user");
	close(file);
}
