// SPDX-License-Identifier: Apache-2.0
// A known number of forks and exits, to compare counters: -k forks, at most -p children at a time;
// then it exits.
#include "workloads.h"

#include <sys/wait.h>
#include <unistd.h>

enum { MOST_AT_A_TIME = 64, MOST_FORKS = 1000000 };

static long forks = 1000, at_a_time = 4;

void set_forker(int option, const char *text)
{
	if (option == 'k')
		forks = drill_number(text, 0, MOST_FORKS);
	else
		at_a_time = drill_number(text, 1, MOST_AT_A_TIME);
}

void play_forker(void)
{
	long alive = 0;

	for (long i = 0; i < forks; i++) {
		if (alive == at_a_time && wait(NULL) > 0)
			alive--;
		if (give_birth() == 0)
			_exit(0);
		alive++;
	}
	while (wait(NULL) > 0)
		;
	say("forks %ld\n", forks);
}
