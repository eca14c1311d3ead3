/* SPDX-License-Identifier: Apache-2.0 */
/* callers.h: processes that make the calls of proctrack.h. */
#ifndef DRILL_CALLERS_H
#define DRILL_CALLERS_H

#include <stdbool.h>
#include <sys/types.h>

/* In a child of this user, with a dead-man: what the body answers, 0 or -errno. */
int run_as(uid_t user, int (*body)(int *job), int number);

/* What a call's result means: 0 or -errno. */
int failure(int result);

/* A child of this user that entered the job, and sleeps; or -errno. It dies with its parent. */
pid_t member(uid_t user, int *number);

/* Whether a child of ours is dead within some seconds, by this signal; it is reaped. */
bool was_killed(pid_t child, int signal);

#endif
