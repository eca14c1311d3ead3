// SPDX-License-Identifier: GPL-2.0-or-later
/* pins.c: the extension's directory in bpffs: names, lock, removal. */
#include "internal.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define LOCK_WAIT_MS 5000
#define LOCK_STEP_MS 20

static int print_path(char path[PATH_MAX], const char *pins, const char *between, const char *end)
{
	int length = snprintf(path, PATH_MAX, "%s%s%s", pins, between, end);

	return length < 0 || length >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/*
 * A name beside the directory that nobody can have taken before; bpffs allows
 * no dots.  For "new", "old" and what is put out of the way.
 */
int pins_beside(char path[PATH_MAX], const char *pins, const char *why)
{
	char between[64];
	uint64_t random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return -errno;
	snprintf(between, sizeof(between), "-%s-%016llx", why, (unsigned long long)random);
	return print_path(path, pins, between, "");
}

int pins_parent(char path[PATH_MAX], const char *pins)
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
	int error = pins_parent(parent, pins);

	if (error)
		return error;
	if (statfs(parent, &fs) < 0)
		return errno == ENOENT ? -ENOTDIR : -errno;
	return fs.f_type == BPF_FS_MAGIC ? 0 : -ENOTDIR;
}

/* Remove a directory of pins that is ours, and nothing that somebody else put there. */
int pins_remove(const char *directory)
{
	struct dirent *entry;
	int error = 0;
	DIR *dir;

	if (!pins_are_ours(directory))
		return 0;
	dir = opendir(directory);
	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while ((entry = readdir(dir))) {
		int flags = entry->d_type == DT_DIR ? AT_REMOVEDIR : 0;

		if (entry->d_name[0] == '.')
			continue;
		if (unlinkat(dirfd(dir), entry->d_name, flags) < 0 && errno != ENOENT)
			error = -errno;
	}
	closedir(dir);
	if (!error && rmdir(directory) < 0 && errno != ENOENT)
		error = -errno;
	return error;
}

/* What is there, and is not ours, goes out of the way; it may stay there, with its owner's name. */
static int evict(const char *path)
{
	char aside[PATH_MAX];
	struct stat status;
	int error;

	if (lstat(path, &status) < 0 || pins_are_ours(path))
		return 0;
	error = pins_beside(aside, path, "foreign");
	if (error)
		return error;
	if (rename(path, aside) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (unlink(aside) < 0)
		rmdir(aside);
	return 0;
}

/* What a start or a stop that was killed left behind, and who sits in our place; the lock is ours.
 */
int pins_sweep(const char *pins)
{
	char parent[PATH_MAX], path[PATH_MAX];
	struct dirent *entry;
	int error = pins_parent(parent, pins);
	const char *name = strrchr(pins, '/') + 1;
	size_t length = strlen(name);
	DIR *dir = error ? NULL : opendir(parent);

	if (!dir)
		return error ? error : -errno;
	while (!error && (entry = readdir(dir))) {
		const char *rest = entry->d_name + length;

		if (strncmp(entry->d_name, name, length) != 0 ||
		    (strncmp(rest, "-new-", 5) != 0 && strncmp(rest, "-old-", 5) != 0))
			continue;
		error = pins_path(path, parent, entry->d_name);
		if (!error)
			error = pins_remove(path);
	}
	closedir(dir);
	return error ? error : evict(pins);
}

static bool is_still(int fd, const char *path)
{
	struct stat opened, named;

	return fstat(fd, &opened) == 0 && lstat(path, &named) == 0 && opened.st_ino == named.st_ino;
}

/* A directory that only we can open, and so only we can lock. */
static int open_lock(const char *path)
{
	int fd, error = evict(path);

	if (error)
		return error;
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return -errno;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/*
 * One start or stop at a time.  The kernel drops the lock with its holder,
 * however that dies.  The directory goes when the lock does; who then holds a
 * lock on one that has no name any more tries again.
 */
int pins_lock(const char *pins)
{
	int64_t deadline = monotonic_ms() + LOCK_WAIT_MS;
	char path[PATH_MAX];
	int error = print_path(path, pins, "-lock", "");

	while (!error) {
		int fd = open_lock(path);

		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && is_still(fd, path))
			return fd;
		error = fd >= 0 || fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP ? 0 : fd;
		close_fd(&fd);
		if (!error && monotonic_ms() > deadline)
			error = -EBUSY;
		poll(NULL, 0, LOCK_STEP_MS);
	}
	return error;
}

void pins_unlock(const char *pins, int lock)
{
	char path[PATH_MAX];

	if (lock < 0)
		return;
	if (print_path(path, pins, "-lock", "") == 0)
		rmdir(path);
	close(lock);
}
