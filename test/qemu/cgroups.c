// SPDX-License-Identifier: Apache-2.0
#include "cgroups.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { TRIES = 500 };

int cgroup_root(void)
{
	int context = (int)syscall(SYS_fsopen, "cgroup2", FSOPEN_CLOEXEC), fd;

	syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0);
	fd = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
	close(context);
	return fd;
}

int cgroup_make(int root, const char *name)
{
	int fd;

	if (mkdirat(root, name, 0755) < 0 && errno != EEXIST)
		return -errno;
	fd = openat(root, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int cgroup_write(int cgroup, const char *file, const char *text)
{
	int fd = openat(cgroup, file, O_WRONLY | O_CLOEXEC), error = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		error = -errno;
	close(fd);
	return error;
}

bool cgroup_enter(int cgroup)
{
	return cgroup_write(cgroup, "cgroup.procs", "0") == 0;
}

/* Its last process leaves it a moment after it is waited for. */
void cgroup_remove(int root, const char *name)
{
	for (int i = 0; i < TRIES && unlinkat(root, name, AT_REMOVEDIR) < 0 && errno == EBUSY; i++)
		usleep(10000);
	close(root);
}
