// SPDX-License-Identifier: Apache-2.0
// A process that moves itself to a fresh cgroup ("cgroup PATH", for the test to remove).
#include "common.h"

#include <fcntl.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int move_self_to(const char *cgroup)
{
	char procs[4096 + 16];
	int fd, moved;

	snprintf(procs, sizeof(procs), "%s/cgroup.procs", cgroup);
	fd = open(procs, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	moved = write(fd, "0", 1) == 1;
	close(fd);
	return moved;
}

/* Tries one mounted hierarchy; a cgroup that will not have us is removed again. */
static int move_below(const char *mount_point)
{
	char cgroup[4096];

	snprintf(cgroup, sizeof(cgroup), "%s/drill-%d", mount_point, (int)getpid());
	if (mkdir(cgroup, 0755) < 0)
		return 0;
	if (!move_self_to(cgroup)) {
		rmdir(cgroup);
		return 0;
	}
	drill_say("cgroup %s\n", cgroup);
	return 1;
}

static int move_in_hierarchy(const char *type)
{
	FILE *mounts = setmntent("/proc/mounts", "r");
	struct mntent *mount;
	int moved = 0;

	while (mounts && !moved && (mount = getmntent(mounts)))
		moved = !strcmp(mount->mnt_type, type) && move_below(mount->mnt_dir);
	if (mounts)
		endmntent(mounts);
	return moved;
}

int main(void)
{
	drill_start();
	if (drill_fork() == 0) {
		if (!move_in_hierarchy("cgroup2") && !move_in_hierarchy("cgroup"))
			drill_skip("no writable cgroup hierarchy");
		drill_member_linger();
	}
	drill_member();
	drill_ready(2);
	drill_linger();
}
