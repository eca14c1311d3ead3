// SPDX-License-Identifier: Apache-2.0
// More processes than the capacity: a tree of -m sleeping descendants, each with at most -f
// children.
#include "workloads.h"

#include <unistd.h>

enum { SILENCE_MS = 3000, LOOK_MS = 1 };

static long descendants = 64, fan_out = 4;

void set_overflow(int option, const char *text)
{
	if (option == 'f') {
		fan_out = drill_number(text, 1, MOST_PROCESSES - 1);
		return;
	}
	descendants = drill_number(text, 0, MOST_PROCESSES - 1);
	board->trick.members = (int)descendants + 1;
}

/*
 * The nodes are numbered level by level, the first process being 0. A node that may not be born, or
 * dies at birth, takes its subtree with it.
 */
static void grow(long node)
{
	for (long child = node * fan_out + 1;
	     child <= node * fan_out + fan_out && child <= descendants; child++) {
		pid_t pid = fork();

		if (pid != 0)
			continue;
		arm_member();
		report();
		grow(child);
		linger();
	}
}

/* If all fall silent before each has reported, that is said, and this is ready too. */
static void await_members(void)
{
	int members = board->trick.members, reports = 0;

	for (int silence = 0; reports < members && silence < SILENCE_MS; silence += LOOK_MS) {
		int now = atomic_load(&board->reports);

		if (now > reports)
			silence = 0;
		reports = now;
		usleep(LOOK_MS * 1000);
	}
	if (reports < members)
		say("short %d\nready\n", members - reports);
}

void play_overflow(void)
{
	report();
	grow(0);
	await_members();
	linger();
}
