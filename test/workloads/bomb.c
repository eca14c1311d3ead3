// SPDX-License-Identifier: Apache-2.0
// A bomb that re-forks: whoever sees a dead sibling takes its place with a new child. -n processes,
// -u uid, -t forks.
//
// Four bounds, each enough: a board with one place for each process, RLIMIT_NPROC under an own uid,
// the number of forks, the deadline. SIGUSR1 to any of the processes is the brake.
#include "common.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MOST_PROCESSES = 300, LOOKS = 4, PAUSE_US = 5000, LIFE_ROUNDS = 30 };

/* A place holds 0, the pid of its process, or minus the pid of the one about to fill it. */
struct board {
	atomic_int stop, done, reported, ready;
	atomic_long forks;
	atomic_int place[MOST_PROCESSES];
};

static struct board *board;

static long processes = 200, uid = 61234, most_forks = 100000;

static void brake(int signal)
{
	(void)signal;
	atomic_store(&board->stop, 1);
}

/* Of another uid (EPERM) means that the pid was reused. */
static int is_vacant(int holder)
{
	return holder == 0 || kill(abs(holder), 0) < 0;
}

static void settle(long here, int claim)
{
	int holder = claim;
	int self = getpid();

	/* Our forker may have written our pid already; if it is another's, the place is taken. */
	if (!atomic_compare_exchange_strong(&board->place[here], &holder, self) && holder != self)
		_exit(0);
	if (atomic_load(&board->ready))
		return;
	drill_say("member %d\n", self);
	atomic_fetch_add(&board->reported, 1);
}

/* 1 where a fork was made: there may be more to do. In the child it is 1 as well. */
static int refill(long here)
{
	int holder = atomic_load(&board->place[here]);
	int claim = -getpid();
	pid_t child;

	if (!is_vacant(holder) ||
	    !atomic_compare_exchange_strong(&board->place[here], &holder, claim))
		return 0;
	if (atomic_fetch_add(&board->forks, 1) >= most_forks) {
		atomic_store(&board->stop, 1);
		return 0;
	}
	child = fork();
	if (child == 0) {
		drill_arm();
		settle(here, claim);
		return 1;
	}
	/* Refused, for the dead count as long as they are not reaped: no fork, try again later. */
	if (child < 0)
		atomic_fetch_sub(&board->forks, 1);
	holder = claim;
	atomic_compare_exchange_strong(&board->place[here], &holder, child < 0 ? 0 : child);
	return child > 0;
}

/* Of those that have lived long enough, some go by themselves, so that a list of pids is soon
 * stale. */
static int is_old(int round)
{
	return atomic_load(&board->ready) && round > LIFE_ROUNDS + getpid() % LIFE_ROUNDS;
}

static void burn(void)
{
	long here = 0;

	for (int round = 0; !atomic_load(&board->stop) && drill_seconds_left() > 0; round++) {
		int self = getpid();
		int forked = 0;

		for (int look = 0; look < LOOKS && !atomic_load(&board->stop); look++) {
			here = (here + 1) % processes;
			forked += refill(here);
		}
		if (getpid() != self)
			round = 0;
		if (atomic_load(&board->reported) >= processes &&
		    !atomic_exchange(&board->ready, 1))
			drill_say("ready\n");
		if (is_old(round))
			_exit(0);
		if (!forked)
			usleep(PAUSE_US);
	}
}

int main(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "n:u:t:")) != -1) {
		if (option == 'n')
			processes = drill_number(optarg, 1, MOST_PROCESSES);
		else if (option == 'u')
			uid = drill_number(optarg, 1000, 2000000000);
		else if (option == 't')
			most_forks = drill_number(optarg, 1, 1000000);
		else
			return 2;
	}
	drill_start_launched();
	board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	if (board == MAP_FAILED)
		drill_die("mmap");
	drill_become(uid, processes);
	drill_say("uid %ld\n", uid);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGUSR1, brake);
	settle(0, 0);
	burn();
	/* Not killed: ended by a bound or the brake. */
	if (!atomic_exchange(&board->done, 1))
		drill_say("done %ld\n", atomic_load(&board->forks));
	return 0;
}
