// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The tricks whose processes come and go, so that a list of pids is soon stale.  Each is bounded
 * four times: RLIMIT_NPROC under a user id of its own, the number of births, the dead-man of each
 * process, and the brake on the board.
 */
#include "tricks.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

enum {
	CHAIN_PROCESSES = 16, /* one is alive; the rest is room for those not yet reaped */
	CHAIN_PAUSE_US = 500,
	CHAIN_WARM_UP = 100,
	MOST_HOPS = 20000,
	BOMB_PROCESSES = 60,
	BOMB_PAUSE_US = 10000,
	BOMB_LIFE_ROUNDS = 15,
	BOMB_WARM_UP = 100,
	MOST_BIRTHS = 5000,
	NO_ROOM_US = 1000
};

static void newborn(void)
{
	arm_member();
	atomic_fetch_add(&board->births, 1);
}

static void stop_on_brake(void)
{
	if (atomic_load(&board->brake))
		_exit(0);
}

/* Each process gives birth to the next one and exits. */
static void play_chain(void)
{
	become_alone(CHAIN_PROCESSES);
	while (atomic_load(&board->births) < MOST_HOPS) {
		pid_t next;

		stop_on_brake();
		next = fork();
		if (next > 0)
			_exit(0);
		if (next < 0 && errno != EAGAIN)
			give_up(FAILED, "fork", errno);
		if (next == 0)
			newborn();
		usleep(next < 0 ? NO_ROOM_US : CHAIN_PAUSE_US);
		tie();
	}
	linger();
}

/* All fork as often as they are let, and the old ones make room for new ones. */
static void play_bomb(void)
{
	int round = 0;

	become_alone(BOMB_PROCESSES);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	for (;;) {
		stop_on_brake();
		tie();
		if (atomic_load(&board->births) < MOST_BIRTHS && fork() == 0) {
			newborn();
			round = 0;
		}
		if (atomic_load(&board->births) >= BOMB_PROCESSES - 1 &&
		    round++ > BOMB_LIFE_ROUNDS + getpid() % BOMB_LIFE_ROUNDS)
			_exit(0);
		usleep(BOMB_PAUSE_US);
	}
}

const struct trick storms[] = {{.name = "chain", .play = play_chain, .births = CHAIN_WARM_UP},
			       {.name = "bomb", .play = play_bomb, .births = BOMB_WARM_UP},
			       {0}};
