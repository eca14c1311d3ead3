// SPDX-License-Identifier: GPL-2.0-or-later
#include "waiting.h"

#include <signal.h>
#include <stdio.h>

#include "durations.h"

#define PERIOD_MS 1000
#define ERASE "\r\033[K"

static void erase(void)
{
	if (write(STDERR_FILENO, ERASE, sizeof(ERASE) - 1) < 0)
		return; /* there is nobody to tell */
}

/* Ctrl-C ends a wait: the shell's prompt would stand behind our line. */
static void interrupted(int signal)
{
	erase();
	raise(signal); /* its handler is the default again, and it waits until this one returns */
}

static void erase_on_interrupt(void)
{
	struct sigaction before,
		action = {.sa_handler = interrupted, .sa_flags = (int)SA_RESETHAND};

	if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
		sigaction(SIGINT, &action, NULL);
}

static void show(const struct exact_job *job, int64_t passed)
{
	int left = proctrack_get_pids(job->id, 0, NULL);
	char time[DURATION_TEXT_SIZE];

	dprintf(STDERR_FILENO, ERASE "job %u: %d process%s left, %s", job->id, left < 0 ? 0 : left,
		left == 1 ? "" : "es", seconds_text(passed, time));
}

int await_empty(const struct exact_job *job, int64_t timeout_ms)
{
	int64_t begin = monotonic_ms(), passed = 0;
	bool drawn = false, terminal = isatty(STDERR_FILENO);
	int error;

	for (;;) {
		int64_t left = timeout_ms - passed;

		error = exact_wait(job, left < PERIOD_MS ? (int)left : PERIOD_MS);
		passed = monotonic_ms() - begin;
		if (error != -ETIMEDOUT || passed >= timeout_ms)
			break;
		if (!terminal)
			continue;
		if (!drawn)
			erase_on_interrupt();
		drawn = true;
		show(job, passed);
	}
	if (drawn)
		erase();
	return error;
}
