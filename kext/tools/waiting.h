/* SPDX-License-Identifier: GPL-2.0-or-later */
/* waiting.h: the wait for the end of a job. */
#ifndef PROCTRACK_WAITING_H
#define PROCTRACK_WAITING_H

#include "../calls/calls.h"

#define FOR_EVER INT64_MAX /* ms */

/*
 * 0 when it is empty, -ETIMEDOUT or -errno.  On a terminal stderr has a line with what is left
 * meanwhile, from the first second on.
 */
int await_empty(const struct exact_job *job, int64_t timeout_ms);

#endif
