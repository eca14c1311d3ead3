// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * become.c: execve out of a JVM, with the signals that the JVM's caller handed
 * down.  What was blocked can still be seen.  What was ignored cannot, where
 * the JVM has put a handler in its place, so we have to be told.
 */
#include "internal.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>

#define SIGNALS 64

static uint64_t bit(int signal)
{
	return 1ULL << (signal - 1);
}

/* As the kernel has it: libc would leave out the two signals that it keeps for itself. */
static int change_mask(int how, const uint64_t *mask, uint64_t *ret_before)
{
	return (int)syscall(SYS_rt_sigprocmask, how, mask, ret_before, sizeof(*mask));
}

/* The launcher's first thread only waits for the JVM's, so its mask is still the caller's. */
static bool first_threads_mask(uint64_t *ret_mask)
{
	char path[64], *line = NULL;
	bool found = false;
	size_t room = 0;
	FILE *status;

	if (gettid() == getpid())
		return false;
	snprintf(path, sizeof(path), "/proc/self/task/%d/status", getpid());
	status = fopen(path, "re");
	if (!status)
		return false;
	while (!found && getline(&line, &room, status) >= 0)
		found = sscanf(line, "SigBlk: %" SCNx64, ret_mask) == 1;
	free(line);
	fclose(status);
	return found;
}

/* Without /proc: a JVM keeps its own break signal blocked in all threads but one. */
static void restore_mask(void)
{
	uint64_t mask, quit = bit(SIGQUIT);

	if (first_threads_mask(&mask))
		change_mask(SIG_SETMASK, &mask, NULL);
	else
		change_mask(SIG_UNBLOCK, &quit, NULL);
}

/* The kernel's own struct, for the same reason. */
struct action {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

static int change_action(int signal, const struct action *action, struct action *ret_before)
{
	return (int)syscall(SYS_rt_sigaction, signal, action, ret_before, sizeof(action->mask));
}

/* What the JVM goes on with when the command cannot be run. */
struct signals {
	uint64_t mask;
	struct action actions[SIGNALS + 1];
};

/* Last of all, for the JVM needs its handlers. */
static void restore_signals(uint64_t ignored, struct signals *ret_before)
{
	const struct action ignore = {.handler = SIG_IGN};

	change_mask(SIG_BLOCK, &(uint64_t){0}, &ret_before->mask);
	for (int signal = 1; signal <= SIGNALS; signal++)
		if (ignored & bit(signal))
			change_action(signal, &ignore, &ret_before->actions[signal]);
	restore_mask();
}

static void take_back_signals(uint64_t ignored, const struct signals *before)
{
	for (int signal = 1; signal <= SIGNALS; signal++)
		if (ignored & bit(signal))
			change_action(signal, &before->actions[signal], NULL);
	change_mask(SIG_SETMASK, &before->mask, NULL);
}

int become(char *const argv[], uint64_t ignored)
{
	struct signals before;
	int error;

	restore_signals(ignored, &before);
	execvp(argv[0], argv);
	error = -errno;
	take_back_signals(ignored, &before);
	return error;
}
