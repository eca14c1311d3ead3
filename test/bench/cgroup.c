// SPDX-License-Identifier: Apache-2.0
// A cgroup2 of our own, for the comparison with cgroup.kill; see cgroup.h.
#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REMOVE_TRIES = 1000 };

static int write_to(const struct cgroup *c, const char *name, const char *text)
{
	char path[600];
	int fd, error;

	snprintf(path, sizeof(path), "%s/%s", c->path, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	error = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	close(fd);
	return error;
}

static void find_path(struct cgroup *c)
{
	FILE *mounts = setmntent("/proc/mounts", "re");
	struct mntent *mount;

	c->path[0] = '\0';
	while (mounts && !c->path[0] && (mount = getmntent(mounts)))
		if (!strcmp(mount->mnt_type, "cgroup2"))
			snprintf(c->path, sizeof(c->path), "%s/pt-bench", mount->mnt_dir);
	if (mounts)
		endmntent(mounts);
}

int cgroup_make(struct cgroup *c)
{
	char path[600];

	find_path(c);
	if (!c->path[0])
		return -EOPNOTSUPP;
	if (mkdir(c->path, 0755) < 0)
		return -errno;
	snprintf(path, sizeof(path), "%s/cgroup.kill", c->path);
	if (access(path, W_OK) == 0)
		return 0;
	rmdir(c->path);
	return -EOPNOTSUPP;
}

int cgroup_move(const struct cgroup *c, pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", (int)pid);
	return write_to(c, "cgroup.procs", text);
}

int cgroup_kill(const struct cgroup *c)
{
	return write_to(c, "cgroup.kill", "1");
}

/* The kernel keeps it busy until the last of the dead is reaped. */
void cgroup_remove(void)
{
	struct cgroup found, *c = &found;

	find_path(c);
	if (!c->path[0] || access(c->path, F_OK) < 0)
		return;
	cgroup_kill(c);
	for (int i = 0; i < REMOVE_TRIES && rmdir(c->path) < 0 && errno == EBUSY; i++)
		poll(NULL, 0, 2);
}
