// SPDX-License-Identifier: GPL-2.0-or-later
/* The launcher: starts a trick, says who plays it, and ends what is left. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { READY_MS = 5000, OVER_MS = 2000 };

static volatile sig_atomic_t expired;

void launcher_expires(int signal)
{
	(void)signal;
	expired = 1;
}

/* The next byte of the input, SILENT if none comes in time, ENDED at its end and at ours. */
static int listen_for(int milliseconds)
{
	struct pollfd input = {.fd = 0, .events = POLLIN};
	char byte;
	int got = poll(&input, 1, milliseconds);

	if (expired)
		return ENDED;
	if (got <= 0)
		return SILENT;
	return read(0, &byte, 1) == 1 ? byte : ENDED;
}

int await_command(void)
{
	int command;

	do
		command = listen_for(1000);
	while (command == SILENT);
	return command;
}

static _Noreturn void act(const int gate[2])
{
	char byte;
	int null;

	arm_member();
	tie();
	close(gate[1]);
	/* Said by itself: it can be registered once it has run. */
	dprintf(1, "pid %d\n", (int)getpid());
	if (read(gate[0], &byte, 1) != 1)
		_exit(1);
	close(gate[0]);
	null = open("/dev/null", O_RDWR);
	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
		give_up(FAILED, "/dev/null", errno);
	if (null > 2)
		close(null);
	board->trick.play();
	_exit(0);
}

static int is_under_way(void)
{
	const struct trick *trick = &board->trick;

	if (trick->members)
		return atomic_load(&board->reports) >= trick->members;
	return atomic_load(&board->births) >= trick->births;
}

/* Whether the trick is under way; says so, or why not. */
static int await_ready(void)
{
	const struct trick *trick = &board->trick;

	for (int waited = 0; !is_under_way(); waited += LOOK_MS) {
		int none_left = reap();
		enum trouble trouble = atomic_load(&board->trouble);

		if (trouble != NONE) {
			dprintf(1, "%s %s\n", trouble == SKIPPED ? "skip" : "failed",
				board->reason);
			return 0;
		}
		if (is_under_way())
			break;
		if (none_left || waited >= READY_MS) {
			dprintf(1, "failed %s, %d of %d processes\n",
				none_left ? "all ended early" : "not under way in time",
				trick->members ? board->reports : board->births,
				trick->members ? trick->members : trick->births);
			return 0;
		}
		if (listen_for(LOOK_MS) == ENDED)
			return 0;
	}
	for (int i = 0; i < trick->members; i++)
		dprintf(1, "member %d\n", (int)board->member[i]);
	dprintf(1, "ready\n");
	return 1;
}

static int await_kill(void)
{
	int command;

	do {
		reap(); /* zombies count against RLIMIT_NPROC */
		command = listen_for(LOOK_MS);
	} while (command == SILENT);
	return command == 'k';
}

static void say_who_is_left(void)
{
	int waited = 0;

	while (!reap() && waited < OVER_MS && listen_for(LOOK_MS) != ENDED)
		waited += LOOK_MS;
	if (reap())
		dprintf(1, "over\n");
	else
		dprintf(1, "left %d\n", signal_children(0));
}

int launch(void)
{
	int gate[2];
	pid_t actor;

	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0 || pipe2(gate, O_CLOEXEC) < 0) {
		perror("launch");
		return 1;
	}
	actor = fork();
	if (actor < 0) {
		dprintf(1, "failed fork: %s\n", strerror(errno));
		return 1;
	}
	if (actor == 0)
		act(gate);
	close(gate[0]);
	if (await_command() == 'g' && write(gate[1], "g", 1) == 1 && await_ready() && await_kill())
		say_who_is_left();
	while (await_command() != ENDED)
		;
	sweep();
	return 0;
}
