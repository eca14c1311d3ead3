// SPDX-License-Identifier: GPL-2.0-or-later
/* group.c: groups by name and by number, from wherever this machine has them. */
#include "internal.h"

#include <grp.h>
#include <stdio.h>
#include <stdlib.h>

/* By this name, or by this number when name is NULL. The entry has the names of all members too. */
struct search {
	const char *name;
	gid_t number;
};

static int look_up(const struct search *search, struct group *entry, char *text, size_t size,
		   struct group **found)
{
	return search->name ? getgrnam_r(search->name, entry, text, size, found)
			    : getgrgid_r(search->number, entry, text, size, found);
}

/* 1: there is one, its number and, cut to size, its name; 0: there is none. */
static int find(const struct search *search, gid_t *ret_group, char *ret_name, size_t size)
{
	struct group entry, *found = NULL;
	size_t room = 8192;
	char *text = NULL;
	int error;

	do {
		char *more = realloc(text, room *= 2);

		if (!more) {
			free(text);
			return -ENOMEM;
		}
		text = more;
		error = look_up(search, &entry, text, room, &found);
	} while (error == ERANGE);
	if (!error && found) {
		*ret_group = found->gr_gid;
		snprintf(ret_name, size, "%s", found->gr_name);
	}
	free(text);
	return !error && found;
}

int group_of(const char *name, gid_t *ret_group)
{
	const struct search search = {.name = name};
	unsigned long number;
	char *end, unused[1];
	int named = find(&search, ret_group, unused, sizeof(unused));

	if (named)
		return named < 0 ? named : 0;
	number = strtoul(name, &end, 10);
	if (*name < '0' || *name > '9' || *end || number >= NO_GROUP)
		return -EINVAL;
	*ret_group = (gid_t)number;
	return 0;
}

void group_name(gid_t group, char *ret_name, size_t size)
{
	const struct search search = {.number = group};
	gid_t same;

	if (size)
		*ret_name = '\0';
	if (group != NO_GROUP)
		find(&search, &same, ret_name, size);
}
