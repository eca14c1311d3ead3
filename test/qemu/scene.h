/* SPDX-License-Identifier: Apache-2.0 */
/* scene.h: what the drills have in common: the extension, a workload in a job, its end. */
#ifndef DRILL_SCENE_H
#define DRILL_SCENE_H

#include <stdbool.h>
#include <stdint.h>

#include "extension.h"
#include "proctrack_abi.h"
#include "workload.h"

enum { MOVING = 1 }; /* members come and go: the list is stale when it is read */

struct drill {
	char *argv[8];
	int flags;
};

extern struct extension extension;
extern const char *workloads;	  /* their directory */
extern const char *client;	  /* test/calls/client2004.c, or NULL */
extern struct workload bystander; /* in no job */
extern uint32_t job;		  /* of the drill that runs */
extern bool alone;		  /* nobody else uses BPF on this machine */

/* Each drill has one of its own: all of them take longer than a workload may live in emulation. */
bool bystander_start(void);
void bystander_end(void);

/* Load; and unload, with a look at what was counted and what is left of it all. */
bool start(const char *round, uint32_t capacity, uint32_t overflow);
void stop(const char *round, int programs);

/* A workload up to its "ready", in the job unless that comes later; 0 when it runs. */
int begin(struct workload *w, struct drill *d, bool adopt_later);

/* The state when no member is left, after 5 s at the latest: the dead go when somebody looks. */
int status_when_empty(struct pt_state *ret_state);

void check_list(const struct workload *w, bool moving);
void check_find(const struct workload *w);

/* A sleeping child with this pid, which is free; -1 when somebody else was faster. */
pid_t fork_as(pid_t pid);

/* The same, of a child that ends at once. */
pid_t fork_ending_as(pid_t pid);

/* SIGKILL to the job, and nothing of it may live; the bystander must. */
void check_kill(struct workload *w);

#endif
