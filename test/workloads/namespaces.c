// SPDX-License-Identifier: Apache-2.0
// The init of new user, pid and mount namespaces, and its child; their pids inside are 1 and 2.
#include "common.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		drill_die(path);
	close(fd);
}

/* The outer /proc stays mounted: drill_member reads from it the pid that the drill's test knows. */
static _Noreturn void inside(void)
{
	write_file("/proc/self/setgroups", "deny");
	write_file("/proc/self/gid_map", "0 0 1");
	write_file("/proc/self/uid_map", "0 0 1");
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("drill", "/tmp", "tmpfs", 0, NULL) < 0)
		drill_die("mount");
	if (getpid() != 1)
		drill_die("not the init of a namespace");
	if (drill_fork() == 0)
		drill_member_linger();
	drill_member_linger();
}

int main(void)
{
	pid_t init;

	drill_start();
	if (geteuid() != 0)
		drill_skip("needs root");
	init = drill_clone(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS);
	if (init < 0)
		drill_skip(strerror(errno));
	if (init == 0)
		inside();
	drill_member();
	drill_ready(3);
	drill_linger();
}
