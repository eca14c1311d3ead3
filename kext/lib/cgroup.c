// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cgroup.c: the root of the cgroup2 hierarchy.  Every process is below it, and
 * so is every socket, whether or not it is mounted somewhere.
 */
#include "internal.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <mntent.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#define ROOT_INODE 1 /* in a cgroup namespace, a mount shows a cgroup further down */

static bool is_root(int fd)
{
	struct statfs fs;
	struct stat status;

	return fstatfs(fd, &fs) == 0 && fs.f_type == CGROUP2_SUPER_MAGIC &&
	       fstat(fd, &status) == 0 && status.st_ino == ROOT_INODE;
}

static int open_mounted(void)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent entry;
	char line[PATH_MAX];
	int fd = -1;

	if (!mounts)
		return -errno;
	while (fd < 0 && getmntent_r(mounts, &entry, line, sizeof(line))) {
		if (strcmp(entry.mnt_type, "cgroup2") != 0)
			continue;
		fd = open(entry.mnt_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0 && !is_root(fd)) {
			close(fd);
			fd = -1;
		}
	}
	endmntent(mounts);
	return fd < 0 ? -ENOENT : fd;
}

/* A mount that no path leads to; it goes away with its descriptor. */
static int open_private(void)
{
	int fd, context AUTO_CLOSE = (int)syscall(SYS_fsopen, "cgroup2", FSOPEN_CLOEXEC);

	if (context < 0 || syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -errno;
	fd = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (is_root(fd))
		return fd;
	close(fd);
	return -EXDEV;
}

/* A descriptor, or -errno; -EXDEV: this is a cgroup namespace, and the root is out of reach. */
int cgroup_open_root(void)
{
	int fd = open_mounted();

	return fd >= 0 ? fd : open_private();
}
