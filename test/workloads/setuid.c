// SPDX-License-Identifier: Apache-2.0
// An unprivileged process executes a setuid-root program: same pid, other credentials ("uids REAL
// EFFECTIVE").
#include "common.h"

#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { NOBODY = 65534 };

static char folder[] = "/tmp/drill-setuid-XXXXXX";
static char helper[sizeof(folder) + sizeof("/helper")];

static void make_helper(void)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat self;
	int to;

	if (from < 0 || fstat(from, &self) < 0 || !mkdtemp(folder) || chmod(folder, 0711) < 0)
		drill_die(folder);
	snprintf(helper, sizeof(helper), "%s/helper", folder);
	to = open(helper, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	if (to < 0 || sendfile(to, from, NULL, self.st_size) != self.st_size ||
	    fchmod(to, 04755) < 0)
		perror(helper);
	close(to);
	close(from);
}

static void remove_helper(void)
{
	unlink(helper);
	rmdir(folder);
}

static _Noreturn void run_helper(void)
{
	if (setgroups(0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
	    setresuid(NOBODY, NOBODY, NOBODY) < 0)
		drill_die("become nobody");
	execl(helper, "helper", "child", NULL);
	drill_die(helper);
}

int main(int argc, char **argv)
{
	struct statvfs tmp;

	if (argc == 2 && !strcmp(argv[1], "child")) {
		drill_rejoin(getenv(DRILL_DEADLINE));
		drill_say("uids %d %d\n", (int)getuid(), (int)geteuid());
		drill_member_linger();
	}
	drill_start();
	if (geteuid() != 0)
		drill_skip("needs root");
	if (statvfs("/tmp", &tmp) == 0 && (tmp.f_flag & ST_NOSUID))
		drill_skip("/tmp is mounted nosuid");
	make_helper();
	if (drill_fork() == 0)
		run_helper();
	drill_member();
	drill_await_members(2);
	remove_helper();
	drill_say("ready\n");
	drill_linger();
}
