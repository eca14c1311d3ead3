// SPDX-License-Identifier: GPL-2.0-or-later
/* The launcher's children, and whoever becomes one of them. */
#include "launcher.h"
#include "tricks.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SWEEP_MS = 2000 };

int reap(void)
{
	pid_t pid;

	do
		pid = waitpid(-1, NULL, WNOHANG);
	while (pid > 0);
	return pid < 0 && errno == ECHILD;
}

static pid_t parent_of(const char *pid)
{
	char path[300], stat[512], *behind_name;
	ssize_t length;
	int parent = 0;
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	length = read(fd, stat, sizeof(stat) - 1);
	close(fd);
	stat[length > 0 ? length : 0] = '\0';
	behind_name = strrchr(stat, ')');
	if (!behind_name || sscanf(behind_name, ") %*c %d", &parent) != 1)
		return 0;
	return parent;
}

int signal_children(int signal)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int children = 0;

	while (proc && (entry = readdir(proc))) {
		pid_t pid = atoi(entry->d_name);

		if (pid > 0 && parent_of(entry->d_name) == getpid())
			children += kill(pid, signal) == 0;
	}
	if (proc)
		closedir(proc);
	return children;
}

void sweep(void)
{
	atomic_store(&board->brake, 1);
	for (int waited = 0; !reap() && waited < SWEEP_MS; waited += LOOK_MS) {
		signal_children(SIGKILL);
		usleep(LOOK_MS * 1000);
	}
	remove_cgroup();
}
