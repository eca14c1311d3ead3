// SPDX-License-Identifier: GPL-2.0-or-later
/* pins.c: the extension's directory in bpffs: names, lock, removal. */
#include "internal.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define LOCK_WAIT_MS 5000
#define LOCK_STEP_MS 20

static int print_path(char path[PATH_MAX], const char *pins, const char *between, const char *end)
{
	int length = snprintf(path, PATH_MAX, "%s%s%s", pins, between, end);

	return length < 0 || length >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* Where a directory is built and where it is taken apart; bpffs allows no dots in names. */
int pins_beside(char path[PATH_MAX], const char *pins, const char *suffix)
{
	return print_path(path, pins, "-", suffix);
}

static int parent_of(char path[PATH_MAX], const char *pins)
{
	char *slash;
	int error = print_path(path, pins, "", "");

	if (error)
		return error;
	slash = strrchr(path, '/');
	if (!slash || slash == path || !slash[1])
		return -EINVAL;
	*slash = '\0';
	return 0;
}

int pins_parent_is_bpffs(const char *pins)
{
	char parent[PATH_MAX];
	struct statfs fs;
	int error = parent_of(parent, pins);

	if (error)
		return error;
	if (statfs(parent, &fs) < 0)
		return errno == ENOENT ? -ENOTDIR : -errno;
	return fs.f_type == BPF_FS_MAGIC ? 0 : -ENOTDIR;
}

/* One start or stop at a time. The kernel drops the lock with its holder, however that dies. */
int pins_lock(const char *pins)
{
	int64_t deadline = monotonic_ms() + LOCK_WAIT_MS;
	char parent[PATH_MAX];
	int fd, error = parent_of(parent, pins);

	if (error)
		return error;
	fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		error = -errno;
		if (error != -EWOULDBLOCK || monotonic_ms() > deadline) {
			close(fd);
			return error == -EWOULDBLOCK ? -EBUSY : error;
		}
		poll(NULL, 0, LOCK_STEP_MS);
	}
	return fd;
}

/* Remove a directory of pins; gone already is fine. */
int pins_remove(const char *directory)
{
	struct dirent *entry;
	int error = 0;
	DIR *dir = opendir(directory);

	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		if (unlinkat(dirfd(dir), entry->d_name, 0) < 0 && errno != ENOENT)
			error = -errno;
	}
	closedir(dir);
	if (!error && rmdir(directory) < 0 && errno != ENOENT)
		error = -errno;
	return error;
}
