/* SPDX-License-Identifier: Apache-2.0 */
/* worker.h: a process of a user that runs blocks of calls and says how long they took. */
#ifndef BENCH_WORKER_H
#define BENCH_WORKER_H

#include "bench.h"

#include <sys/types.h>

enum { NOBODY = 65534 };

struct worker {
	pid_t pid;
	int fd;
};

/* Runs in the worker: ns a call, the mean of a block; see mean_ns. */
typedef double (*measure)(int block);

/*
 * user: root, or one who is left without groups and capabilities.  The calls of proctrack.h find
 * the extension in pins; it need not be loaded yet, and may come and go.
 */
void worker_start(struct worker *w, const char *pins, uid_t user);
double worker_ask(const struct worker *w, measure ask, int block);
void worker_end(struct worker *w);

/* For a measure: from begin (now_us) until now. */
double mean_ns(double begin, int block);

#endif
