/* SPDX-License-Identifier: Apache-2.0 */
/* workload.h: start a program of test/workloads, hold its gate, read what it says. */
#ifndef DRILL_WORKLOAD_H
#define DRILL_WORKLOAD_H

#include <stdbool.h>
#include <sys/types.h>

enum { MEMBERS_MOST = 300, WORKLOAD_SECONDS = 300 };

struct workload {
	pid_t started; /* what we forked; the workload, or its launcher */
	pid_t pid;     /* who waits at the gate */
	int gate;
	int output;
	int seconds; /* until its dead-man */
	pid_t members[MEMBERS_MOST];
	int count;
	bool ready;
	bool ended;	  /* end of file: every process that held the output is gone */
	char trouble[64]; /* the last line that a killed workload does not say */
	char skip[64];	  /* why this machine cannot run it */
	char unread[8192];
	size_t length;
};

/* Start and read on to its pid. -errno, -ETIMEDOUT. It lives for WORKLOAD_SECONDS at most. */
int workload_start(struct workload *w, const char *directory, char *const argv[]);

/* The same, with a dead-man of so many seconds. */
int workload_start_for(struct workload *w, const char *directory, char *const argv[], int seconds);

/* Open the gate and read on to "ready", "skip" or the end. */
int workload_go(struct workload *w);

/* Read on to the end of file. -ETIMEDOUT */
int workload_await_end(struct workload *w, int timeout_ms);

/* Wait for the dead-man where something still lives, and close. */
void workload_close(struct workload *w);

bool workload_has(const struct workload *w, pid_t pid);

#endif
