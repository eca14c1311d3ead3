// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rival.c: whether an extension answers the calls at a level, wherever its pins
 * are.  Another bpffs may be mounted over the one that has them; then two would
 * answer each call, and the second one would do what the first has refused.
 */
#include "internal.h"

#include <sys/socket.h>

/* The build of the one that answers; 0 = nobody does. */
static uint64_t build_at(int level)
{
	struct pt_answer answer = {0};
	socklen_t size = sizeof(answer);
	int fd AUTO_CLOSE = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || getsockopt(fd, level + PT_ASK_BUILD, 0, &answer, &size) < 0)
		return 0;
	return answer.generation;
}

int check_no_rival(int level)
{
	uint64_t build = build_at(level);

	if (!build)
		return 0;
	log_add("\nthe calls of proctrack.h are answered already, by an extension with the magic "
		"number "
		"%016llx",
		(unsigned long long)build);
	return -EADDRINUSE;
}
