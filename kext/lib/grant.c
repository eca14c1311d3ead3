// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * grant.c: let a group use a loaded extension: ask, register and kill as root
 * may, without any capability.  It gets the doors and what a look needs, and
 * none of the links: whoever has those could detach them.
 */
#include "internal.h"

#include <fts.h>
#include <grp.h>
#include <stdlib.h>
#include <sys/stat.h>

struct grant {
	const char *pin;
	mode_t mode;
};

static const struct grant grants[] = {
	{PT_PIN_FORK, 0640}, {PT_PIN_EXIT, 0640},  {PT_PIN_FREE, 0640}, {PT_PIN_WAKE, 0640},
	{PT_PIN_CALL, 0640}, {PT_PIN_PAGE, 0640},  {PT_PIN_DOOR, 0640}, {PT_PIN_DESK, 0660},
	{PT_PIN_TURN, 0750}, {PT_PIN_STATE, 0640},
};

/* 1: there is one of that name; 0: there is none. */
static int group_named(const char *name, gid_t *ret_group)
{
	struct group entry, *found = NULL;
	size_t size = 8192;
	char *text = NULL;
	int error;

	do {
		char *more = realloc(text, size *= 2); /* it takes the names of all members */

		if (!more) {
			free(text);
			return -ENOMEM;
		}
		text = more;
		error = getgrnam_r(name, &entry, text, size, &found);
	} while (error == ERANGE);
	if (!error && found)
		*ret_group = found->gr_gid;
	free(text);
	return !error && found;
}

/* A name, or a number. */
static int group_of(const char *name, gid_t *ret_group)
{
	unsigned long number;
	char *end;
	int named = group_named(name, ret_group);

	if (named)
		return named < 0 ? named : 0;
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
	if (status.st_mode & S_IXOTH)
		return 0;
	if (status.st_gid == group && status.st_mode & S_IXGRP)
		return 0;
	if (status.st_gid != 0 && status.st_gid != group)
		return -EBUSY;
	return give(parent, group, (status.st_mode & ~S_IRWXG & 07777) | S_IXGRP);
}

/* Whether anything in there, but below these pins, is the group's: it may need the passage too. */
static bool others_use(const char *parent, const char *pins, gid_t group)
{
	char *paths[] = {(char *)parent, NULL};
	FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	bool used = !walk;
	FTSENT *entry;

	while (!used && (entry = fts_read(walk))) {
		if (entry->fts_info == FTS_DP || entry->fts_level == FTS_ROOTLEVEL)
			continue;
		if (strcmp(entry->fts_path, pins) == 0)
			fts_set(walk, entry, FTS_SKIP);
		else
			used = entry->fts_info == FTS_DNR || entry->fts_info == FTS_NS ||
			       entry->fts_statp->st_gid == group;
	}
	if (walk)
		fts_close(walk);
	return used;
}

/* What let_pass gave goes back to root. What does not look like it is the administrator's. */
static int end_pass(const char *pins)
{
	char parent[PATH_MAX], path[PATH_MAX];
	struct stat status, state;
	int error = pins_parent(parent, pins);

	if (!error)
		error = pins_path(path, pins, PT_PIN_STATE);
	if (error)
		return error;
	if (stat(parent, &status) < 0 || lstat(path, &state) < 0)
		return -errno;
	if (!status.st_gid || status.st_gid != state.st_gid ||
	    (status.st_mode & (S_IRWXG | S_IXOTH)) != S_IXGRP ||
	    others_use(parent, pins, status.st_gid))
		return 0;
	return give(parent, 0, status.st_mode & ~S_IRWXG & 07777);
}

static int grant_locked(const char *pins, gid_t group)
{
	struct pt_state state;
	int error = proctrackext_status(pins, &state);

	if (!error)
		error = group ? let_pass(pins, group) : end_pass(pins);
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
