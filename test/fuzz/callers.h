/* SPDX-License-Identifier: Apache-2.0 */
/* callers.h: processes that call at random, and end stopped or dead. */
#ifndef CALLERS_H
#define CALLERS_H

#include "fuzz.h"

enum {
	NEIGHBOUR_JOB = 77777777, /* no caller may touch it */
	NOBODY = 65534,
	VICTIMS = 3,
	CALLER_SECONDS = 120
};

/*
 * Fork one: as root, or as nobody, with some children of its own. It makes its calls and stops
 * itself; it dies with the driver.
 */
pid_t caller_start(const struct plan *plan, long number, bool root, const char *pins);

#endif
