// SPDX-License-Identifier: Apache-2.0
// More processes than the capacity: a tree of -m sleeping descendants, each with at most -f
// children.
#include "common.h"

#include <unistd.h>

enum { MOST_DESCENDANTS = 299 };

static long descendants = 64, fan_out = 4;

/*
 * The nodes are numbered level by level, the first process being 0. A node that may not be born, or
 * dies at birth, takes its subtree with it; the first process then says "short".
 */
static void grow(long node)
{
	for (long child = node * fan_out + 1;
	     child <= node * fan_out + fan_out && child <= descendants; child++) {
		pid_t pid = fork();

		if (pid != 0)
			continue;
		drill_arm();
		drill_member();
		grow(child);
		drill_linger();
	}
}

int main(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "m:f:")) != -1) {
		if (option == 'm')
			descendants = drill_number(optarg, 0, MOST_DESCENDANTS);
		else if (option == 'f')
			fan_out = drill_number(optarg, 1, MOST_DESCENDANTS);
		else
			return 2;
	}
	drill_start();
	drill_member();
	grow(0);
	drill_ready(descendants + 1);
	drill_linger();
}
