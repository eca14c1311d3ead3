// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * grant.c: let a group use a loaded extension: ask, register and kill as root
 * may, without any capability.  It gets the doors and what a look needs, and
 * none of the links: whoever has those could detach them.
 */
#include "internal.h"

#include <grp.h>
#include <stdlib.h>
#include <sys/stat.h>

struct grant {
	const char *pin;
	mode_t mode;
};

static const struct grant grants[] = {
	{PT_PIN_FORK, 0640}, {PT_PIN_EXIT, 0640}, {PT_PIN_FREE, 0640},
	{PT_PIN_CALL, 0640}, {PT_PIN_PAGE, 0640}, {PT_PIN_DOOR, 0640},
	{PT_PIN_DESK, 0660}, {PT_PIN_TURN, 0750}, {PT_PIN_STATE, 0640},
};

/* A name, or a number. */
static int group_of(const char *name, gid_t *ret_group)
{
	char text[16384], *end;
	struct group entry, *found = NULL;
	unsigned long number;

	if (getgrnam_r(name, &entry, text, sizeof(text), &found) == 0 && found) {
		*ret_group = found->gr_gid;
		return 0;
	}
	number = strtoul(name, &end, 10);
	if (*name < '0' || *name > '9' || *end || number >= UINT32_MAX)
		return -EINVAL;
	*ret_group = (gid_t)number;
	return 0;
}

static int give(const char *path, gid_t group, mode_t mode)
{
	if (lchown(path, (uid_t)-1, group) < 0 || chmod(path, mode) < 0)
		return -errno;
	return 0;
}

/*
 * systemd mounts bpffs for root alone.  A group that is to reach what lies in
 * it must be let pass; to list or make names there stays root's.
 */
static int let_pass(const char *pins, gid_t group)
{
	char parent[PATH_MAX];
	struct stat status;
	int error = pins_parent(parent, pins);

	if (error)
		return error;
	if (stat(parent, &status) < 0)
		return -errno;
	if (!group || status.st_mode & S_IXOTH)
		return 0;
	if (status.st_gid == group && status.st_mode & S_IXGRP)
		return 0;
	if (status.st_gid != 0 && status.st_gid != group)
		return -EBUSY;
	return give(parent, group, (status.st_mode & ~S_IRWXG & 07777) | S_IXGRP);
}

static int grant_locked(const char *pins, gid_t group)
{
	struct pt_state state;
	int error = proctrackext_status(pins, &state);

	if (!error)
		error = let_pass(pins, group);
	for (size_t i = 0; i < sizeof(grants) / sizeof(grants[0]) && !error; i++) {
		char path[PATH_MAX];

		error = pins_path(path, pins, grants[i].pin);
		if (!error)
			error = give(path, group, grants[i].mode);
		if (error == -ENOENT)
			error = 0; /* a door of other kernels */
	}
	return error;
}

EXPORT int proctrackext_grant(const char *pins, const char *group)
{
	gid_t gid;
	int lock, error = group_of(group, &gid);

	if (!error)
		error = pins_parent_is_bpffs(pins);
	if (error)
		return error;
	lock = pins_lock(pins);
	error = lock < 0 ? lock : grant_locked(pins, gid);
	pins_unlock(pins, lock);
	return error;
}
