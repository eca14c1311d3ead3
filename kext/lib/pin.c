// SPDX-License-Identifier: GPL-2.0-or-later
/* pin.c: one pin of the extension's directory. */
#include "common.h"

#include <stdio.h>

int pins_path(char path[PATH_MAX], const char *pins, const char *name)
{
	int length = snprintf(path, PATH_MAX, "%s/%s", pins, name);

	return length < 0 || length >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* A pinned object's descriptor, or what its absence means. */
int pins_open(const char *pins, const char *name)
{
	char path[PATH_MAX];
	int fd, error = pins_path(path, pins, name);

	if (error)
		return error;
	fd = sys_pinned(path);
	if (fd != -ENOENT)
		return fd;
	error = pins_path(path, pins, PT_PIN_STATE);
	if (error)
		return error;
	return access(path, F_OK) == 0 ? -EPROTO : -ENODEV;
}
