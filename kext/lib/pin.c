// SPDX-License-Identifier: GPL-2.0-or-later
/* pin.c: one pin of the extension's directory. */
#include "common.h"

#include <linux/bpf.h>
#include <stdio.h>
#include <sys/stat.h>

int pins_path(char path[PATH_MAX], const char *pins, const char *name)
{
	int length = snprintf(path, PATH_MAX, "%s/%s", pins, name);

	return length < 0 || length >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/*
 * bpffs may be writable for everybody, as /tmp is: a directory counts only if
 * root made it, or we did.  Nobody else can rename it away from us then.
 */
bool pins_are_ours(const char *pins)
{
	struct stat status;

	return lstat(pins, &status) == 0 && S_ISDIR(status.st_mode) &&
	       (status.st_uid == 0 || status.st_uid == geteuid());
}

/* 0, or what it means that there is no directory of ours. */
int pins_check(const char *pins)
{
	if (pins_are_ours(pins))
		return 0;
	return access(pins, F_OK) < 0 && errno == EACCES ? -EACCES : -ENODEV;
}

/* A pinned object's descriptor, or what its absence means. */
static int open_pin(const char *pins, const char *name, uint32_t flags)
{
	char path[PATH_MAX];
	int fd, error = pins_path(path, pins, name);

	if (!error)
		error = pins_check(pins);
	if (error)
		return error;
	fd = sys_pinned(path, flags);
	if (fd != -ENOENT)
		return fd;
	error = pins_path(path, pins, PT_PIN_STATE);
	if (error)
		return error;
	return access(path, F_OK) == 0 ? -EPROTO : -ENODEV;
}

int pins_open(const char *pins, const char *name)
{
	return open_pin(pins, name, 0);
}

/* Of a program this is the right to run it, of a map that to look into it: all that a group has. */
int pins_open_to_read(const char *pins, const char *name)
{
	return open_pin(pins, name, BPF_F_RDONLY);
}
