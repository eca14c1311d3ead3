// SPDX-License-Identifier: GPL-2.0-or-later
/* The tricks of a process that becomes another user, or goes where it is hard to see. */
#include "tricks.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <mntent.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REMOVE_MS = 2000 };

#define CGROUP_NAME "proctrack-selftest-%d" /* the launcher's pid */

int become_nobody(void)
{
	return setgroups(0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
			       setresuid(NOBODY, NOBODY, NOBODY) < 0
		       ? -1
		       : 0;
}

void play_setuid(void)
{
	if (give_birth() == 0 && become_nobody() < 0)
		give_up(SKIPPED, "no user nobody", errno);
	report_and_linger();
}

/* 0, or what went wrong. */
static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int error = fd < 0 || write(fd, text, strlen(text)) < 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	return error;
}

/* As far as this machine lets it: the root of its namespaces, with a /tmp of its own. */
static void settle(void)
{
	write_text("/proc/self/setgroups", "deny");
	write_text("/proc/self/gid_map", "0 0 1");
	write_text("/proc/self/uid_map", "0 0 1");
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0)
		mount("tricks", "/tmp", "tmpfs", 0, NULL);
}

/*
 * Where user namespaces are closed, root can have the other two without.  The outer /proc stays
 * mounted: from it comes the pid that those outside know.
 */
void play_namespace(void)
{
	pid_t init = give_birth_with(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS);

	if (init < 0)
		init = give_birth_with(CLONE_NEWPID | CLONE_NEWNS);
	if (init < 0)
		give_up(SKIPPED, "no new namespaces here", errno);
	if (init == 0) {
		settle();
		give_birth();
	}
	report_and_linger();
}

static int find_mount(char *place, size_t size)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *mount;
	int found = 0;

	while (mounts && !found && (mount = getmntent(mounts)))
		if (!strcmp(mount->mnt_type, "cgroup2"))
			found = snprintf(place, size, "%s", mount->mnt_dir) < (int)size;
	if (mounts)
		endmntent(mounts);
	return found;
}

/* The line of version 2 is "0::/PATH". */
static int find_own(char *path, size_t size)
{
	FILE *list = fopen("/proc/self/cgroup", "re");
	char line[PATH_MAX + 8];
	int found = 0;

	while (list && !found && fgets(line, sizeof(line), list)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "0::/", 4))
			found = snprintf(path, size, "%s", line + 4) < (int)size;
	}
	if (list)
		fclose(list);
	return found;
}

static void move_to(const char *cgroup)
{
	char procs[sizeof(board->cgroup) + 16];
	int error;

	snprintf(procs, sizeof(procs), "%s/cgroup.procs", cgroup);
	error = write_text(procs, "0");
	if (error)
		give_up(SKIPPED, "cannot move to a cgroup of its own", error);
}

/* What a launcher left that was killed itself; an empty cgroup is all that rmdir takes. */
static void remove_abandoned(const char *parent)
{
	char cgroup[sizeof(board->cgroup) + NAME_MAX + 1];
	DIR *directory = opendir(parent);
	struct dirent *entry;
	int launcher;

	while (directory && (entry = readdir(directory))) {
		if (sscanf(entry->d_name, CGROUP_NAME, &launcher) != 1 || kill(launcher, 0) == 0)
			continue;
		snprintf(cgroup, sizeof(cgroup), "%s/%s", parent, entry->d_name);
		rmdir(cgroup);
	}
	if (directory)
		closedir(directory);
}

/* Below the one in which it began. */
void play_cgroup(void)
{
	char place[sizeof(board->cgroup) / 2], own[sizeof(board->cgroup) / 4];
	char parent[sizeof(place) + sizeof(own)], cgroup[sizeof(board->cgroup)];

	if (!find_mount(place, sizeof(place)) || !find_own(own, sizeof(own)))
		give_up(SKIPPED, "no cgroup2 hierarchy here", 0);
	snprintf(parent, sizeof(parent), "%s/%s", place, own);
	remove_abandoned(parent);
	snprintf(cgroup, sizeof(cgroup), "%s/" CGROUP_NAME, parent, (int)board->launcher);
	if (mkdir(cgroup, 0755) < 0)
		give_up(SKIPPED, "cannot make a cgroup of its own", errno);
	memcpy(board->cgroup, cgroup, sizeof(cgroup));
	say("cgroup %s\n", cgroup);
	if (give_birth() == 0)
		move_to(cgroup);
	report_and_linger();
}

void remove_cgroup(void)
{
	for (int waited = 0; board->cgroup[0] && waited < REMOVE_MS; waited++) {
		if (rmdir(board->cgroup) == 0 || errno != EBUSY)
			break;
		usleep(1000);
	}
}
