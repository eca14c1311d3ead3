// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * place.c: which extension is asked.  There is one on a machine, at the usual
 * place; tests load others beside it, and name them by PROCTRACK_PINS.  It is
 * looked at once, for the environment may change under a running thread.
 */
#include "calls.h"

#include <pthread.h>
#include <stdlib.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char pins[PATH_MAX];
static int level;

static void look(void)
{
	const char *named = secure_getenv("PROCTRACK_PINS");
	size_t length;

	if (!named || !*named || strlen(named) >= sizeof(pins))
		named = PT_PINS_DEFAULT;
	strcpy(pins, named);
	for (length = strlen(pins); length > 1 && pins[length - 1] == '/'; length--)
		pins[length - 1] = '\0';
	level = pt_level(pins);
}

const char *place_pins(void)
{
	pthread_once(&once, look);
	return pins;
}

int place_level(void)
{
	pthread_once(&once, look);
	return level;
}
