// SPDX-License-Identifier: Apache-2.0
// One user's jobs take a share of the table, never the whole. Start the extension small, for
// example with -n 64: no more than 300 processes are made.
#include "credentials.h"
#include "stage.h"
#include "verbs.h"

enum { JOB = 42, MANY = 1000, USERS = 150, MOST_CHILDREN = 200 };

/* The argument: what it must be; the smallest is 1. */
static uint32_t expected_share(void)
{
	uint32_t share = figures().settings.share;

	CHECK(share == argument(0, figures().settings.capacity / 4) || share == 1);
	return share;
}

/* Children of Alice's that register themselves until one is refused; answers how many were not. */
static int fill(struct worker *alice, bool many_jobs)
{
	int joined = 0;

	while (joined < MOST_CHILDREN) {
		long job = many_jobs ? MANY + joined : JOB;

		if (on(alice, child_joins, job, 0) != 0)
			break;
		joined++;
	}
	CHECK(joined < MOST_CHILDREN);
	EXPECT(on(alice, child_joins, JOB, 0), -1, ENOMEM);
	return joined;
}

static void others_can(struct worker *bob, struct worker *root)
{
	EXPECT(on(bob, child_joins, JOB - 1, 0), 0, 0);
	EXPECT(on(root, child_joins, JOB - 2, 0), 0, 0);
	EXPECT(kill_job(JOB - 1, SIGKILL), 0, 0);
	EXPECT(kill_job(JOB - 2, SIGKILL), 0, 0);
	AWAIT(unreg(JOB - 1, 0) == 0 && unreg(JOB - 2, 0) == 0);
}

static void end_all(struct worker *owner)
{
	int32_t pids[512];
	uint32_t jobs[512];
	int count = proctrack_get_all_pids(512, pids, jobs);

	CHECK(count <= 512);
	for (int i = 0; i < count; i++)
		on(owner, kill_job, jobs[i], SIGKILL);
	AWAIT(figures().counters.tracked == 0);
}

static void records(void)
{
	struct worker *alice = worker_as(ALICE), *bob = worker_as(BOB), *root = worker_new();
	uint32_t share = expected_share();

	for (int round = 0; round < 3; round++) {
		EXPECT(fill(alice, false), share, 0);
		CHECK(figures().counters.tracked == share && figures().counters.untabled == 0);
		others_can(bob, root);
		/* nor by asking in another way */
		EXPECT(on(alice, child_joins, JOB, PT_FLAG_DESCENDANT), -1, ENOMEM);
		EXPECT(on(alice, child_joins, JOB, ~PT_FLAG_NEW), -1, ENOMEM);
		EXPECT(on(alice, child_joins, JOB, -1), -1, ENOTUNIQ);
		end_all(alice);
	}
	CHECK(lives(alice) && lives(bob));
}

/* A job that would begin beyond the share does not begin. */
static void new_job(void)
{
	struct worker *alice = worker_as(ALICE);

	for (int round = 0; round < 2; round++) {
		fill(alice, false);
		EXPECT(on(alice, child_joins, JOB + 1, 0), -1, ENOMEM);
		EXPECT(count_of(JOB + 1, 0), 0, 0);
		CHECK(figures().counters.untabled == 0 && figures().counters.jobs == 1);
		end_all(alice);
	}
}

static void jobs_of_one(void)
{
	struct worker *alice = worker_as(ALICE), *bob = worker_as(BOB), *root = worker_new();
	struct pt_state state = figures();
	uint32_t most = state.settings.share < state.settings.job_share ? state.settings.share
									: state.settings.job_share;

	for (int round = 0; round < 3; round++) {
		EXPECT(fill(alice, true), most, 0);
		CHECK(figures().counters.jobs == most);
		others_can(bob, root);
		end_all(alice);
		CHECK(figures().counters.jobs == 0);
	}
}

/* Whoever is born beyond the share is tracked all the same, and dies with the job. */
static void forks_beyond(void)
{
	struct worker *bob = worker_as(BOB), *root = worker_new(), *outside = worker_as(ALICE);
	uint32_t share = expected_share();
	long children = 2 * share < 100 ? 100 : 2 * share;

	for (int round = 0; round < 3; round++) {
		struct worker *alice = worker_as(ALICE);
		long made;

		EXPECT(on(alice, reg_self, JOB, 0), 0, 0);
		made = on(alice, have_children, children, 0);
		EXPECT(made, children, 0);
		EXPECT(count_of(JOB, 0), children + 1, 0);
		CHECK(figures().counters.tracked == children + 1);
		CHECK(figures().counters.untabled == children + 1 - share);
		EXPECT(on(outside, count_of, JOB, 0), children + 1, 0);
		EXPECT(on(outside, reg_self, JOB, 0), -1, ENOMEM);
		others_can(bob, root);
		EXPECT(on(outside, kill_job, JOB, SIGKILL), 0, 0);
		AWAIT(figures().counters.tracked == 0);
		AWAIT(!lives(alice)); /* out of the table comes a moment before */
		CHECK(figures().counters.untabled == 0);
	}
}

/* Root has no share: his jobs may fill the table, and then no user gets in, until they end. */
static void root_takes_all(void)
{
	struct worker *alice = worker_as(ALICE), *root = worker_new();
	struct pt_state state = figures();

	for (uint32_t i = 0; i < state.settings.capacity; i++)
		EXPECT(on(root, child_joins, JOB, 0), 0, 0);
	EXPECT(on(alice, child_joins, JOB + 1, 0), -1, ENOMEM);
	CHECK(figures().counters.untabled == 0);
	EXPECT(on(root, child_joins, JOB + 1, 0), 0, 0);
	CHECK(figures().counters.untabled == 1);
	EXPECT(kill_job(JOB + 1, SIGKILL), 0, 0);
	EXPECT(kill_job(JOB, SIGKILL), 0, 0);
	AWAIT(figures().counters.tracked == 0);
	EXPECT(on(alice, child_joins, JOB + 1, 0), 0, 0);
	EXPECT(kill_job(JOB + 1, SIGKILL), 0, 0);
}

static long child_of_user(long uid, long job)
{
	int told[2], error = ECHILD;

	if (pipe(told) < 0)
		return -1;
	if (give_birth() == 0) {
		become(uid, 20);
		error = reg_self(job, 0) < 0 ? errno : 0;
		if (write(told[1], &error, sizeof(error)) != sizeof(error))
			_exit(1);
		_exit(0);
	}
	if (read(told[0], &error, sizeof(error)) != sizeof(error))
		error = ECHILD;
	close(told[0]);
	close(told[1]);
	errno = error;
	return error ? -1 : 0;
}

/* Each with a job of a moment: the place of a user who has none any more is free for the next. */
static void many_users(void)
{
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < USERS; i++) {
			EXPECT(child_of_user(61600 + i, MANY + i), 0, 0);
			AWAIT(figures().counters.tracked == 0);
		}
	}
}

/* The users below Alice, whom she may make by the thousand, take of her share. */
static void subordinate_users(void)
{
	if (no_user_namespaces())
		return;
	struct worker *alice = worker_as(ALICE), *bob = worker_as(BOB), *root = worker_new();
	struct worker *below = subordinate_of(ALICE, 200);
	uint32_t share = expected_share();

	EXPECT(on(below, child_joins, JOB, 0), 0, 0);
	EXPECT(on(alice, child_joins, JOB + 1, 0), 0, 0);
	for (uint32_t i = 2; i < share; i++)
		EXPECT(on(i % 2 ? below : alice, child_joins, i % 2 ? JOB : JOB + 1, 0), 0, 0);
	EXPECT(on(below, child_joins, JOB, 0), -1, ENOMEM);
	EXPECT(on(alice, child_joins, JOB + 1, 0), -1, ENOMEM);
	others_can(bob, root);
	EXPECT(on(alice, kill_job, JOB, SIGKILL), 0, 0);
	EXPECT(on(alice, kill_job, JOB + 1, SIGKILL), 0, 0);
	AWAIT(figures().counters.tracked == 0);
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"records", records},
					      {"new-job", new_job},
					      {"jobs", jobs_of_one},
					      {"forks", forks_beyond},
					      {"root", root_takes_all},
					      {"users", many_users},
					      {"subordinates", subordinate_users}};

	return PLAY(argc, argv, scenes);
}
