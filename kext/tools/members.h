/* SPDX-License-Identifier: GPL-2.0-or-later */
/* members.h: the processes of jobs, and what is known of them. */
#ifndef PROCTRACK_MEMBERS_H
#define PROCTRACK_MEMBERS_H

#include <stdbool.h>
#include <stdint.h>

#include "../calls/calls.h"

#define COMMAND_SIZE 64 /* of a kernel thread; of others the kernel keeps 15 */

struct member {
	uint32_t job;
	uint32_t pid;
	bool known; /* also the rest, which without /proc only root can see: */
	char state; /* the letter of ps(1) */
	uint32_t parent;
	uint32_t uid;
	uint64_t start; /* ns since boot, suspend included; 0 = not known */
	char command[COMMAND_SIZE];
};

struct members {
	struct member *all; /* by job and pid */
	int count;
	int room;
};

/*
 * Of one job, or of all when its id is 0; none if it is over, or its id is another job's by now;
 * generation 0: whichever.  0 or -errno.
 */
int members_of(const struct exact_job *job, struct members *ret_members);

/* procfs.c: whether /proc is there, and shows the pids that we see */
bool proc_is_ours(void);

/* The rest of what is known of a process, from /proc. */
void proc_fill(struct member *member);

/* table.c: prints the table of "proctrack list" */
void print_table(const struct members *members);

/* One name, safe to print: what is not printable ASCII as \xHH; at least four times its size. */
const char *safe_text(const char *name, char *text);
#define SAFE_SIZE (4 * COMMAND_SIZE)

#endif
