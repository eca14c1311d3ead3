// SPDX-License-Identifier: GPL-2.0-or-later
/* procfs.c: what /proc says about a process. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "members.h"

#define TICK_NS UINT64_C(10000000) /* USER_HZ is 100 on x86-64 */
#define FILE_SIZE 4096

/* Its beginning, NUL-terminated; false: there is none. */
static bool read_file(char text[FILE_SIZE], uint32_t pid, const char *name)
{
	char path[64];
	ssize_t length;
	int fd AUTO_CLOSE = -1;

	snprintf(path, sizeof(path), "/proc/%u/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? -1 : read(fd, text, FILE_SIZE - 1);
	text[length < 0 ? 0 : length] = '\0';
	return length > 0;
}

bool proc_is_ours(void)
{
	char target[32];
	ssize_t length = readlink("/proc/self", target, sizeof(target) - 1);

	if (length <= 0)
		return false;
	target[length] = '\0';
	return atoi(target) == getpid();
}

/* "PID (COMMAND) STATE PARENT ..."; the command may have blanks and brackets, the rest has none. */
static bool parse_stat(char *stat, struct member *member)
{
	char *open = strchr(stat, '('), *close = strrchr(stat, ')');
	uint64_t start;

	if (!open || !close || close < open)
		return false;
	*close = '\0';
	if (sscanf(close + 1,
		   " %c %u %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d "
		   "%" SCNu64,
		   &member->state, &member->parent, &start) != 3)
		return false;
	/* another one with its pid by now */
	if (member->start && member->start / TICK_NS != start)
		return false;
	member->start = start * TICK_NS;
	snprintf(member->command, sizeof(member->command), "%s", open + 1);
	return true;
}

void proc_fill(struct member *member)
{
	struct member found = *member;
	char stat[FILE_SIZE], status[FILE_SIZE], *uid;

	if (!read_file(stat, member->pid, "stat") || !read_file(status, member->pid, "status"))
		return;
	uid = strstr(status, "\nUid:\t");
	if (!uid || sscanf(uid, " Uid: %u", &found.uid) != 1 || !parse_stat(stat, &found))
		return;
	found.known = true;
	*member = found;
}
