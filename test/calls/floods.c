// SPDX-License-Identifier: Apache-2.0
// A user floods all that is kept for everybody: job ids, records, final records, events, walks.
// Meanwhile root registers, kills, and misses nothing. Start the extension small, for example with
// -n 256: another user's bomb, which root has registered, fills it.
#include <sys/wait.h>

#include "stage.h"
#include "verbs.h"

enum {
	BOMB = 900,
	ALIKE = 7,
	HIGH_BITS = 26,
	SHORT = 100000,
	SIGNALLED = 200000,
	OF_ROOT = 300000,
	IDS = 40,
	WALKERS = 4,
	BOMB_SIZE = 270,
	ROUND_US = 20000,
	HISTORY_EVERY = 20
};

static long deadline; /* of the floods, ms */

/* Ids that differ in their highest bits alone. */
static void hold_ids(void)
{
	for (uint32_t i = 0; i < IDS; i++)
		child_joins((long)(ALIKE + (i << HIGH_BITS)), 0);
	while (now_ms() < deadline)
		breathe();
}

static void make_final_records(void)
{
	for (long job = SHORT; now_ms() < deadline; job++) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(reg_self(SHORT + job % 1000, 0) < 0);
		if (pid > 0)
			waitpid(pid, NULL, 0);
	}
}

static void make_events(void)
{
	reg_self(SIGNALLED, 0);
	while (now_ms() < deadline)
		kill_job(SIGNALLED, SIGURG);
}

static void take_walks(void)
{
	while (now_ms() < deadline)
		count_all(0, 0);
}

typedef void flood_fn(void);

static flood_fn *const floods[] = {hold_ids, make_final_records, make_events, take_walks};

static long flood(long which, long end)
{
	pid_t pid = give_birth();

	if (pid != 0)
		return pid;
	signal(SIGCHLD, SIG_DFL);
	deadline = end;
	floods[which]();
	_exit(0);
}

/* From now on the table is full, and users are refused; who is in may go on. */
static void fill_the_table(void)
{
	struct worker *bomb = worker_as(BOB);

	EXPECT(reg_pid(BOMB, bomb->pid), 0, 0);
	EXPECT(on(bomb, have_children, BOMB_SIZE, 0), BOMB_SIZE, 0);
	CHECK(figures().counters.untabled > 0);
}

static void begin_floods(long end)
{
	struct worker *hostile = worker_as(ALICE);

	for (long i = 0; i < 3; i++)
		CHECK(on(hostile, flood, i, end) > 0);
	for (int i = 0; i < WALKERS; i++)
		CHECK(on(hostile, flood, 3, end) > 0);
}

/* What root's jobs have left, by the events that were read since. */
struct seen {
	uint64_t after;
	uint64_t gaps; /* events that were overwritten unread */
	long of[PT_EVENT_DUMP + 1];
};

static void read_events(struct seen *seen)
{
	struct pt_page page;

	do {
		page.head =
			(struct pt_request){.op = PT_OP_EVENTS, .events = {.after = seen->after}};
		EXPECT(proctrackext_page(pins(), &page), 0, 0);
		for (uint32_t i = 0; i < page.head.count; i++) {
			const struct pt_event *event = &page.events[i];

			seen->gaps += event->sequence - seen->after - 1;
			seen->after = event->sequence;
			if (event->job >= OF_ROOT && event->uid == 0)
				seen->of[event->type]++;
		}
	} while (page.head.events.after < page.head.events.last);
}

/* How many of root's last jobs have their final record. */
static long final_records(uint32_t first, uint32_t last)
{
	struct pt_page page = {.head = {.op = PT_OP_HISTORY}};
	long found = 0;

	do {
		EXPECT(proctrackext_page(pins(), &page), 0, 0);
		for (uint32_t i = 0; i < page.head.count; i++)
			found +=
				page.accounts[i].job.id >= first && page.accounts[i].job.id <= last;
	} while (page.head.list.after);
	return found;
}

/* Register, kill, wait: ms. */
static long one_round(uint32_t job)
{
	long begin = now_ms();
	pid_t pid = give_birth();

	if (pid == 0)
		for (;;)
			pause();
	EXPECT(reg_pid(job, pid), 0, 0);
	EXPECT(kill_job(job, SIGKILL), 0, 0);
	EXPECT(wait_job(job, 10000), 0, 0);
	waitpid(pid, NULL, 0);
	return now_ms() - begin;
}

static void flooded(void)
{
	long ms = argument(0, 10) * 1000, end = now_ms() + ms, slowest = 0, rounds = 0;
	bool full = false;
	struct seen seen = {.after = figures().counters.events};

	begin_floods(end);
	while (now_ms() < end) {
		long took = one_round((uint32_t)(OF_ROOT + rounds++));

		slowest = took > slowest ? took : slowest;
		if (!full && now_ms() > end - ms / 2) {
			fill_the_table();
			full = true;
		}
		read_events(&seen);
		if (rounds % HISTORY_EVERY == 0)
			EXPECT(final_records((uint32_t)(OF_ROOT + rounds - HISTORY_EVERY),
					     (uint32_t)(OF_ROOT + rounds - 1)),
			       HISTORY_EVERY, 0);
		usleep(ROUND_US);
	}
	read_events(&seen);
	CHECK(seen.gaps == 0);
	EXPECT(seen.of[PT_EVENT_REGISTERED], rounds, 0);
	EXPECT(seen.of[PT_EVENT_SIGNALLED], rounds, 0);
	EXPECT(seen.of[PT_EVENT_EMPTIED], rounds, 0);
	printf("%ld jobs of root's registered, killed and told, the slowest in %ld ms; %llu events "
	       "left out, %llu jobs came and went\n",
	       rounds, slowest, (unsigned long long)figures().counters.events_left_out,
	       (unsigned long long)figures().counters.jobs_ended);
	EXPECT(kill_job(BOMB, SIGKILL), 0, 0);
	AWAIT(unreg(BOMB, 0) == 0);
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"flood", flooded}};

	if (argc > 2) { /* its own length, and what everybody has for the rest */
		char life[24];

		snprintf(life, sizeof(life), "%ld", drill_number(argv[2], 1, 500) + 60);
		setenv(DRILL_SECONDS, life, 1);
	}
	return PLAY(argc, argv, scenes);
}
