// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memory.c: let the kernel look at the caller's memory, by nothing but the
 * system calls that all the rest is made of.  A sandbox may end whoever makes
 * others.  SO_TYPE is an option that every socket has and nobody can set.
 */
#include "calls.h"

/* The kernel reads the value of an option before it says that nobody may set this one. */
static int look(int fd, void *at)
{
	return setsockopt(fd, SOL_SOCKET, SO_TYPE, at, sizeof(int)) < 0 ? -errno : 0;
}

static int touch(int fd, void *at)
{
	socklen_t size = 1;

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, at, &size) < 0 ? -errno : 0;
}

/* Through this socket, else through the kept one, else through a new one, which is kept. */
static int examine(int (*how)(int fd, void *at), int fd, void *at)
{
	int before = socket_kept(), through = fd < 0 ? before : fd;
	int error = through < 0 ? -EBADF : how(through, at);

	if (is_no_socket(error)) {
		fd = socket_new();
		if (fd < 0)
			return fd;
		error = how(fd, at);
		if (!socket_keep(fd, before))
			close(fd);
	}
	return error == -EFAULT ? error : 0; /* whatever else it says, it got past the pointer */
}

int memory_look(const void *at)
{
	int before = errno, error = at ? examine(look, -1, (void *)at) : -EFAULT;

	errno = before;
	return error;
}

int memory_touch(int fd, void *at)
{
	return examine(touch, fd, at);
}
