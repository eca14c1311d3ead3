// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exec.c: enter a job and become a command, from inside a JVM.  The command
 * gets what the JVM's caller handed down, and not what the JVM added: handlers
 * go by themselves in execve, the descriptors are put right here, and signals
 * in become.c.
 */
#include "internal.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* A JVM keeps one end of a socket pair whose other end it closed. Nobody else has use for one. */
static bool is_dead_socket(int fd)
{
	char byte;

	return recv(fd, &byte, sizeof(byte), MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* What a JVM holds open for itself; anything else may be the caller's. */
static bool is_the_jvms(int fd, const char *file)
{
	if (strncmp(file, "socket:", strlen("socket:")) == 0)
		return is_dead_socket(fd);
	return ends_with(file, "/lib/modules") || ends_with(file, ".jar") ||
	       ends_with(file, ".jsa") || strcmp(file, "/dev/random") == 0 ||
	       strcmp(file, "/dev/urandom") == 0;
}

static void close_the_jvms_files_on_exec(void)
{
	struct dirent *entry;
	DIR *dir = opendir("/proc/self/fd");

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		char file[PATH_MAX];
		int fd = atoi(entry->d_name);
		ssize_t length = readlinkat(dirfd(dir), entry->d_name, file, sizeof(file) - 1);

		if (length < 0)
			continue;
		file[length] = '\0';
		if (fd > STDERR_FILENO && is_the_jvms(fd, file))
			fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
	closedir(dir);
}

EXPORT int proctrackext_exec(const char *pins, uint32_t job, char *const argv[], uint64_t ignored)
{
	struct pt_request request = {.op = PT_OP_REGISTER, .job = job, .reg = {.pid = getpid()}};
	int error = job ? proctrackext_call(pins, &request) : 0;

	if (error)
		return error;
	close_the_jvms_files_on_exec();
	return become(argv, ignored);
}
