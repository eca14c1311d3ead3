/* SPDX-License-Identifier: Apache-2.0 */
/* crowd.h: a leader and the sleeping processes that it forks once it is let go. */
#ifndef BENCH_CROWD_H
#define BENCH_CROWD_H

#include "bench.h"

#include <sys/types.h>

struct crowd {
	int count;   /* the leader included */
	int *pids;   /* shared with the crowd; pids[0] is the leader */
	int *pidfds; /* after crowd_watch; else NULL */
	uid_t user;
	int gate;
	int output; /* a byte from each; end of file: all have closed their files in dying */
};

/* The leader waits at the gate, so that it can be put into a job or a cgroup. */
void crowd_start(struct crowd *c, int count);
void crowd_start_as(struct crowd *c, int count, uid_t user);
void crowd_go(struct crowd *c);

/* The same for a crowd in no job. */
void crowd_idle(struct crowd *c, int count);

void crowd_await_end(struct crowd *c);

/* Open a pidfd of each before the kill; and wait until each is a zombie or gone. */
void crowd_watch(struct crowd *c);
void crowd_await_gone(struct crowd *c);

/* Reap all; those still alive after a while are killed and counted. */
int crowd_survivors(struct crowd *c);

/* Kill by pid, and reap. */
void crowd_end(struct crowd *c);

#endif
