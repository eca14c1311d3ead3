// SPDX-License-Identifier: Apache-2.0
// A known number of forks and exits, to compare counters: -k forks, at most -p children at a time;
// then it exits.
#include "common.h"

#include <sys/wait.h>
#include <unistd.h>

enum { MOST_AT_A_TIME = 64, MOST_FORKS = 1000000 };

int main(int argc, char **argv)
{
	long forks = 1000, at_a_time = 4, alive = 0;
	int option;

	while ((option = getopt(argc, argv, "k:p:")) != -1) {
		if (option == 'k')
			forks = drill_number(optarg, 0, MOST_FORKS);
		else if (option == 'p')
			at_a_time = drill_number(optarg, 1, MOST_AT_A_TIME);
		else
			return 2;
	}
	drill_start();
	for (long i = 0; i < forks; i++) {
		if (alive == at_a_time && wait(NULL) > 0)
			alive--;
		if (drill_fork() == 0)
			_exit(0);
		alive++;
	}
	while (wait(NULL) > 0)
		;
	drill_say("forks %ld\n", forks);
	return 0;
}
