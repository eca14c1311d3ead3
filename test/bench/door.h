/* SPDX-License-Identifier: Apache-2.0 */
/* door.h: time a request, through the library and through a door that is kept open. */
#ifndef BENCH_DOOR_H
#define BENCH_DOOR_H

#include "bench.h"

/* What is asked: a signal to JOB, or a page of its list. */
enum { ASK_LIST = -1 };

struct door {
	const char *pins;
	int call; /* the pinned programs */
	int page;
};

void door_open(struct door *d, const char *pins);
void door_close(struct door *d);

/* us for one call, the mean of a block of calls; a failing call ends the program. */
double time_library(const struct door *d, int ask, int block);
double time_door(const struct door *d, int ask, int block);

#endif
