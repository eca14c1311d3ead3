/* SPDX-License-Identifier: Apache-2.0 */
/* attached.h: whose calls see the socket options of the processes on this machine. */
#ifndef BENCH_ATTACHED_H
#define BENCH_ATTACHED_H

#include "worker.h"

/* Whether the extension there has the calls of proctrack.h. */
int has_calls(const char *pins);

/*
 * Before our extension is loaded: wait a while until no other one's calls are attached.  How many
 * there are all the same: then "nothing loaded" cannot be measured.
 */
int attached_settle(void);

/*
 * worker_ask, and again if another extension came or went meanwhile, so that exactly "ours"
 * programs of ours saw the options.
 */
double ask_undisturbed(const struct worker *w, measure ask, int block, int ours);

/* What spoiled the figures, if anything did. */
void print_disturbances(void);

#endif
