// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The tricks whose processes come and go, so that a list of pids is soon stale.  Each is bounded
 * four times: RLIMIT_NPROC under a user id of its own, the number of births, the dead-man of each
 * process, and the brake: on the board, by SIGUSR1 to any of them, and when the launcher is gone.
 */
#include "tricks.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

/* A process of the bomb lives once or twice as long, then another one takes its place. */
enum { BOMB_LIFE_US = 150000 };

static void brake(int signal)
{
	(void)signal;
	atomic_store(&board->brake, 1);
}

static void begin(void)
{
	become_alone((unsigned long)board->trick.processes);
	signal(SIGTERM, SIG_IGN);
	signal(SIGUSR1, brake);
}

/* Before each birth: whether there may be one more. */
static int may_fork(void)
{
	if (atomic_load(&board->brake) || (kill(board->launcher, 0) < 0 && errno == ESRCH))
		_exit(0);
	tie();
	if (atomic_load(&board->births) < board->trick.most_births)
		return 1;
	if (!atomic_exchange(&board->over, 1))
		say("done %d\n", board->trick.most_births);
	return 0;
}

/* Each process gives birth to the next one and exits. */
void play_chain(void)
{
	begin();
	while (may_fork()) {
		pid_t next = fork();

		if (next > 0)
			_exit(0);
		if (next < 0 && errno != EAGAIN)
			give_up(FAILED, "fork", errno);
		if (next == 0)
			count_birth();
		usleep(next < 0 ? board->trick.no_room_us : board->trick.pause_us);
	}
	linger();
}

/* All fork as often as they are let, and the old ones make room for new ones. */
void play_bomb(void)
{
	const struct trick *bomb = &board->trick;
	int rounds = BOMB_LIFE_US / bomb->no_room_us, round = 0;

	begin();
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		pid_t child = may_fork() ? fork() : -1;

		if (child == 0) {
			count_birth();
			round = 0;
		}
		if (atomic_load(&board->births) >= bomb->processes - 1 &&
		    round++ > rounds + getpid() % rounds)
			_exit(0);
		usleep(child < 0 ? bomb->no_room_us : bomb->pause_us);
	}
}
