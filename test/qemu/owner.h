/* SPDX-License-Identifier: Apache-2.0 */
/* owner.h: processes that own a job, and end in some way. */
#ifndef DRILL_OWNER_H
#define DRILL_OWNER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "proctrack_abi.h"

/* What the kernel needs, to kill a job for its owner's end. */
#define TIES (PT_FEATURE_SIGNAL_TASK | PT_FEATURE_TASK_FROM_PID | PT_FEATURE_TASK_ITER)

/* How an owner ends. */
struct kind {
	const char *name;
	void (*end)(void); /* what it does when it is told to; NULL: it is killed */
	bool needs_limit;  /* of its memory */
};

enum { OWNER_KINDS = 6 };
extern const struct kind owner_kinds[OWNER_KINDS];

struct owner {
	pid_t pid;
	int gate; /* closed: it ends */
};

/* Around all owners: false when this machine cannot limit memory. */
bool owners_begin(void);
void owners_end(void);

bool owner_start(struct owner *o, const struct kind *kind);
void owner_end(struct owner *o, const struct kind *kind);

/* By root; owner 0: to nobody. */
int tie(uint32_t job, pid_t owner);

#endif
