/* SPDX-License-Identifier: Apache-2.0 */
/* forkers.h: six processes that fork all the time, of which some always preempt the others. */
#ifndef DRILL_FORKERS_H
#define DRILL_FORKERS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { FORKERS = 6, FORKS = 1000, STAY_EVERY = 100, STAY = FORKS / STAY_EVERY };
enum { FORKERS_SECONDS = 600 }; /* their dead-man */

/* What the forkers and their children write, in memory that they share with us. */
struct counts {
	bool calls_are_open; /* so that children ask by themselves */
	bool endless;	     /* more than FORKS children each */
	atomic_int go;
	atomic_int ready;
	atomic_int done;
	atomic_int born;
	atomic_int strays; /* children that were in no job, or another one */
	atomic_int stayed;
	atomic_int failed; /* forks that the kernel refused */
	pid_t staying[FORKERS * STAY];
};

/* All forkers, in the job and in a process group of their own; nothing is forked before "go". */
bool forkers_start(struct counts *counts, pid_t forkers[FORKERS]);

/* Until so many children have run or all forkers are done; at most as long as they live. */
void forkers_await(const struct counts *counts, int born);

/* Everybody of the process group, who are ours by now; CPU time in us, children included. */
int64_t forkers_reap(pid_t group);

#endif
