/* SPDX-License-Identifier: Apache-2.0 */
/* entry_point.h: time a request, through the library and through an entry point that is kept open.
 */
#ifndef BENCH_ENTRY_POINT_H
#define BENCH_ENTRY_POINT_H

#include "bench.h"

/* What is asked: a signal to JOB, or a page of its list. */
enum { ASK_LIST = -1 };

struct entry_point {
	const char *pins;
	int call; /* the pinned programs */
	int page;
};

void entry_point_open(struct entry_point *d, const char *pins);
void entry_point_close(struct entry_point *d);

/* us for one call, the mean of a block of calls; a failing call ends the program. */
double time_library(const struct entry_point *d, int ask, int block);
double time_entry_point(const struct entry_point *d, int ask, int block);

#endif
