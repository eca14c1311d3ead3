// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * passage.c: the way through the bpffs to the pins.  systemd mounts it for root
 * alone: a group that is to reach what lies in it must be let pass, and nothing
 * more; to list or make names there stays root's.
 */
#include "internal.h"

#include <fts.h>
#include <sys/stat.h>

/* The pins, and the lock that is held over them. */
static bool is_of(const char *path, const char *pins)
{
	size_t length = strlen(pins);

	return strncmp(path, pins, length) == 0 &&
	       (!path[length] || strcmp(path + length, "-lock") == 0);
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
		if (is_of(entry->fts_path, pins))
			fts_set(walk, entry, FTS_SKIP);
		else
			used = entry->fts_info == FTS_DNR || entry->fts_info == FTS_NS ||
			       entry->fts_statp->st_gid == group;
	}
	if (walk)
		fts_close(walk);
	return used;
}

/* What does not look like what passage_give gave is the administrator's. */
static bool is_ours(const struct passage *passage, const char *pins)
{
	char path[PATH_MAX];
	struct stat state;

	if (!passage->group || (passage->mode & (S_IRWXG | S_IXOTH)) != S_IXGRP)
		return false;
	if (pins_path(path, pins, PT_PIN_STATE) || lstat(path, &state) < 0)
		return false;
	return state.st_gid == passage->group && !others_use(passage->path, pins, passage->group);
}

int passage_look(const char *pins, struct passage *ret)
{
	struct stat status;
	int error = pins_parent(ret->path, pins);

	if (error)
		return error;
	if (stat(ret->path, &status) < 0)
		return -errno;
	ret->group = status.st_gid;
	ret->mode = status.st_mode & 07777;
	ret->ours = is_ours(ret, pins);
	return 0;
}

/* -EBUSY: it is another group's, and not by us. */
int passage_check(const struct passage *passage, gid_t group)
{
	bool open = passage->mode & S_IXOTH || passage->group == group;

	return open || !passage->group || passage->ours ? 0 : -EBUSY;
}

/* No group has any right to the directory while it changes hands. */
static int hand_over(const struct passage *passage, gid_t group, mode_t right)
{
	mode_t closed = passage->mode & ~S_IRWXG;

	if (chmod(passage->path, closed) < 0)
		return -errno;
	if (chown(passage->path, (uid_t)-1, group) < 0)
		return -errno;
	return right && chmod(passage->path, closed | right) < 0 ? -errno : 0;
}

int passage_give(struct passage *passage, gid_t group)
{
	if (passage->mode & S_IXOTH || (passage->group == group && passage->mode & S_IXGRP))
		return 0;
	passage->ours = true;
	return hand_over(passage, group, S_IXGRP);
}

int passage_take(const struct passage *passage)
{
	return passage->ours ? hand_over(passage, 0, 0) : 0;
}
