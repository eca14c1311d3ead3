// SPDX-License-Identifier: Apache-2.0
// A chain that hops: each process forks once and exits, so that whatever pid was listed is gone. -n
// hops, -u uid.
#include "common.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* One process is alive, two for the length of a fork; the rest is room for the not yet reaped. */
enum { NPROC = 32, WARM_UP = 100, MOST_HOPS = 1000000 };

static pid_t fork_when_there_is_room(void)
{
	pid_t pid;

	while ((pid = fork()) < 0) {
		if (errno != EAGAIN || drill_seconds_left() <= 0)
			drill_die("fork");
		usleep(1000);
	}
	return pid;
}

int main(int argc, char **argv)
{
	long hops = 20000;
	long uid = 61235;
	int option;

	while ((option = getopt(argc, argv, "n:u:")) != -1) {
		if (option == 'n')
			hops = drill_number(optarg, 1, MOST_HOPS);
		else if (option == 'u')
			uid = drill_number(optarg, 1000, 2000000000);
		else
			return 2;
	}
	drill_start_launched();
	drill_become(uid, NPROC);
	drill_say("uid %ld\n", uid);
	for (long hop = 1; hop <= hops; hop++) {
		if (fork_when_there_is_room() > 0)
			_exit(0);
		drill_arm();
		if (hop == WARM_UP)
			drill_say("ready\n");
	}
	drill_say("done %ld\n", hops);
	return 0;
}
