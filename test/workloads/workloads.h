/* SPDX-License-Identifier: Apache-2.0 */
/*
 * workloads.h: what runs in the jobs of the tests: the tricks of kext/tricks, and processes that
 * are there in a number or with a load that a test wants.
 *
 * A workload writes "pid N", blocks until a byte arrives on stdin (end of file: it leaves, nothing
 * done), plays, and each process that the kill must end writes "member N", the last one also
 * "ready". "skip REASON" says that this machine cannot run it, "failed REASON" that it went wrong;
 * "expired", "short N" and "done N" that a dead-man, a full table or a bound ended somebody. All
 * keep the output pipe open, so its end of file says that the last of them has closed its files in
 * dying.
 */
#ifndef WORKLOADS_H
#define WORKLOADS_H

#include "common.h"
#include "tricks.h"

enum { MOST_PROCESSES = 300 };

struct workload {
	struct trick trick;
	/* Whether "pid" is a child of the program that was started.  That one, the launcher, stays
	 * outside the job, adopts the orphans and reaps all at once; spared by the kill, it exits
	 * with 0 when the last of them is gone. */
	bool launched;
	const char *options; /* of getopt(3), each with a number or a name */
	void (*set)(int option, const char *text);
};

/* Tricks that are not for the nodes of users. */
void play_spawn(void);
void play_threads(void);
void play_ptrace(void);
void play_setuid_root(void);
_Noreturn void play_setuid_helper(void);

void play_forker(void);
void set_forker(int option, const char *text);
void play_holder(void);
void set_holder(int option, const char *text);
void play_overflow(void);
void set_overflow(int option, const char *text);

#endif
