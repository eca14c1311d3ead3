// SPDX-License-Identifier: Apache-2.0
// Who is a member from beginning to end of a listing is in it, once, whoever comes and goes.
#include <sys/wait.h>

#include "stage.h"
#include "verbs.h"

enum { JOB = 42, OTHER = 43, STABLE = 120, ROOM = 600, CHURNERS = 2, COMING = 20 };

static int32_t stable[STABLE];
static int32_t pids[ROOM + 1];
static uint32_t jobs[ROOM + 1];

/* Children that come and go, a few at a time, until killed. */
static _Noreturn void churn(void)
{
	int there = 0;

	signal(SIGCHLD, SIG_DFL);
	for (;;) {
		pid_t pid = fork();

		if (pid == 0) {
			arm_member();
			if (there % 3 == 0)
				breathe();
			_exit(0);
		}
		there += pid > 0;
		while (there >= COMING && wait(NULL) > 0)
			there -= 2;
		if (there < 0)
			there = 0;
	}
}

static long start_churn(long count, long unused)
{
	(void)unused;
	for (long i = 0; i < count; i++)
		if (give_birth() == 0)
			churn();
	return 0;
}

static void find_stable(void)
{
	CHECK(proctrack_get_pids(JOB, STABLE, stable) == STABLE);
}

/* Each stable process once; nobody twice, but whose pid was used again; nobody of another job. */
static bool complete(int count, bool all)
{
	static unsigned char seen[1 << 22];
	bool right = true;
	int found = 0;

	CHECK(count <= ROOM);
	for (int i = 0; i < count; i++) {
		CHECK(pids[i] > 0 && pids[i] < (int)sizeof(seen));
		right = right && !seen[pids[i]];
		seen[pids[i]] = 1;
		if (all)
			CHECK(jobs[i] == JOB || jobs[i] == OTHER);
	}
	for (int i = 0; i < STABLE; i++)
		found += seen[stable[i]];
	for (int i = 0; i < count; i++)
		seen[pids[i]] = 0;
	return right && found == STABLE;
}

static void list_all_the_time(long until)
{
	const int small[] = {1, 7, STABLE / 2};

	for (int i = 0; now_ms() < until; i++) {
		int len = small[i % 3], count;

		CHECK(complete(proctrack_get_pids(JOB, ROOM, pids), false));
		CHECK(complete(proctrack_get_all_pids(ROOM, pids, jobs), true));
		pids[len] = -7;
		count = proctrack_get_pids(JOB, len, pids);
		CHECK(count >= STABLE && pids[len] == -7);
		for (int j = 0; j < len; j++)
			CHECK(pids[j] > 0);
		jobs[len] = pids[len] = -7;
		count = proctrack_get_all_pids(len, pids, jobs);
		CHECK(count >= STABLE && pids[len] == -7 && jobs[len] == (uint32_t)-7);
		CHECK(proctrack_get_pids(JOB, 0, NULL) >= STABLE);
		CHECK(proctrack_get_all_pids(0, NULL, NULL) >= STABLE);
	}
}

static long list_here(long ms, long unused)
{
	(void)unused;
	find_stable();
	list_all_the_time(now_ms() + ms);
	return 0;
}

static long list_later(long ms, long unused)
{
	(void)unused;
	list_all_the_time(now_ms() + ms);
	return 0;
}

static long find_here(long unused, long unused_too)
{
	(void)unused;
	(void)unused_too;
	find_stable();
	return 0;
}

/* By root and by a user, with the churn in the same job and in another one. */
static void churned(void)
{
	long ms = argument(0, 2000);
	struct worker *alice = worker_as(ALICE), *bob = worker_as(BOB), *reader = worker_as(BOB);
	struct worker *root = worker_new();

	EXPECT(on(alice, reg_self, JOB, 0), 0, 0);
	EXPECT(on(alice, have_children, STABLE - 1, 0), STABLE - 1, 0);
	EXPECT(on(bob, reg_self, OTHER, 0), 0, 0);
	EXPECT(on(reader, list_here, 100, 0), 0, 0);
	EXPECT(on(root, find_here, 0, 0), 0, 0);
	EXPECT(on(alice, start_churn, CHURNERS, 0), 0, 0);
	EXPECT(on(bob, start_churn, CHURNERS, 0), 0, 0);
	EXPECT(on(reader, list_later, ms, 0), 0, 0);
	EXPECT(on(root, list_later, ms, 0), 0, 0);
	CHECK(figures().counters.forks > STABLE + 100);
	EXPECT(kill_job(JOB, SIGKILL), 0, 0);
	EXPECT(kill_job(OTHER, SIGKILL), 0, 0);
	AWAIT(figures().counters.tracked == 0);
	CHECK(lives(reader) && lives(root));
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"churn", churned}};

	return PLAY(argc, argv, scenes);
}
