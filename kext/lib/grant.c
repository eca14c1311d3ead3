// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * grant.c: let a group use a loaded extension: ask, register and kill as root
 * may, without any capability; and take that back.  It gets the entry points and what
 * a look needs, and none of the links: whoever has those could detach them.
 */
#include "internal.h"
#include "pin_table.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

/* One pin in the open directory. */
struct pin {
	int directory;
	const char *name;
	struct stat status;
};

typedef int visit_fn(const struct pin *pin, gid_t *group);

/*
 * All that could be anybody's but root's, by whatever name: pins of another
 * version too.  It goes on after a failure; the answer is the first one.
 */
static int visit(const char *pins, visit_fn *act, gid_t *group)
{
	int first = pins_check(pins);
	struct dirent *entry;
	DIR *directory = first ? NULL : opendir(pins);

	if (!directory)
		return first ? first : -errno;
	while ((entry = readdir(directory))) {
		struct pin pin = {.directory = dirfd(directory), .name = entry->d_name};
		int error = 0;

		if (pin.name[0] == '.' || strcmp(pin.name, PT_PIN_RECORDS) == 0)
			continue;
		if (fstatat(pin.directory, pin.name, &pin.status, AT_SYMLINK_NOFOLLOW) < 0)
			error = -errno;
		else if (!S_ISLNK(pin.status.st_mode))
			error = act(&pin, group);
		first = first ? first : error;
	}
	closedir(directory);
	return first;
}

static int set_mode(const struct pin *pin, mode_t mode)
{
	if ((pin->status.st_mode & 07777) == mode)
		return 0;
	return fchmodat(pin->directory, pin->name, mode, 0) < 0 ? -errno : 0;
}

static int set_group(const struct pin *pin, gid_t group)
{
	if (pin->status.st_gid == group)
		return 0;
	return fchownat(pin->directory, pin->name, (uid_t)-1, group, AT_SYMLINK_NOFOLLOW) < 0
		       ? -errno
		       : 0;
}

/* To everybody but root, and the group that keeps it. */
static int close_pin(const struct pin *pin, gid_t *keeps)
{
	if (pin->status.st_gid == *keeps)
		return 0;
	return set_mode(pin, S_ISDIR(pin->status.st_mode) ? 0700 : 0600);
}

static int return_pin(const struct pin *pin, gid_t *group)
{
	return set_group(pin, *group);
}

static int give_pin(const struct pin *pin, gid_t *group)
{
	for_each_pin (row) {
		int error;

		if (!row->group_mode || strcmp(row->pin, pin->name) != 0)
			continue;
		error = set_group(pin, *group);
		return error ? error : set_mode(pin, row->group_mode);
	}
	return 0;
}

static int find_group(const struct pin *pin, gid_t *group)
{
	if (pin->status.st_mode & S_IRWXG && *group == NO_GROUP)
		*group = pin->status.st_gid;
	return 0;
}

/* The modes go first. The group stays until the passage is back: it tells whose that was. */
static int take_locked(const char *pins, struct passage *passage)
{
	gid_t nobody = NO_GROUP, root = 0;
	int closed = visit(pins, close_pin, &nobody);
	int passed = passage_take(passage);
	int returned = passed ? 0 : visit(pins, return_pin, &root);

	if (closed)
		return closed;
	return passed ? passed : returned;
}

/* What is refused changes nothing; where something fails in the middle, it is root's alone. */
static int give_locked(const char *pins, gid_t group, struct passage *passage)
{
	struct pt_state state;
	int error = proctrackext_status(pins, &state);

	if (!error)
		error = passage_check(passage, group);
	if (error)
		return error;
	error = visit(pins, close_pin, &group);
	if (!error)
		error = passage_give(passage, group);
	if (!error)
		error = visit(pins, give_pin, &group);
	if (error)
		take_locked(pins, passage);
	return error;
}

EXPORT int proctrackext_grant(const char *pins, const char *group)
{
	struct passage passage;
	gid_t gid;
	int lock, error = group_of(group, &gid);

	if (!error)
		error = pins_parent_is_bpffs(pins);
	if (error)
		return error;
	lock = pins_lock(pins);
	error = lock < 0 ? lock : passage_look(pins, &passage);
	if (!error)
		error = gid ? give_locked(pins, gid, &passage) : take_locked(pins, &passage);
	pins_unlock(pins, lock);
	return error;
}

EXPORT int proctrackext_granted(const char *pins, uint32_t *ret_group, char *ret_name, size_t size)
{
	gid_t group = NO_GROUP;
	int error = visit(pins, find_group, &group);

	if (error)
		return error;
	*ret_group = group;
	group_name(group, ret_name, size);
	return 0;
}
