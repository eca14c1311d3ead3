// SPDX-License-Identifier: Apache-2.0
// Whose job it is, and what others may do with it.
#include "credentials.h"
#include "stage.h"
#include "verbs.h"

enum { JOB = 42, OTHER = 43 };

static void who_owns_a_job(void)
{
	struct worker *alice = worker_as(ALICE), *second = worker_as(ALICE);
	struct worker *bob = worker_as(BOB), *of_bob = worker_as(BOB), *root = worker_new();
	struct worker *of_root = worker_new();

	EXPECT(on(alice, reg_self, JOB, 0), 0, 0);
	EXPECT(on(alice, reg_self, OTHER, 0), -1, EEXIST);
	EXPECT(on(bob, reg_self, JOB, 0), -1, EPERM);
	EXPECT(on(bob, my_job, 0, 0), 0, ENOENT);
	EXPECT(on(bob, unreg, JOB, 0), -1, EPERM);
	EXPECT(on(alice, unreg, JOB, 0), -1, EBUSY);
	EXPECT(unreg(JOB, 0), -1, EBUSY);
	EXPECT(on(bob, reg_pid, OTHER, of_bob->pid), -1, EPERM);
	EXPECT(on(bob, reg_pid, OTHER, bob->pid), -1, EPERM);
	EXPECT(on(second, reg_self, JOB, 0), 0, 0);
	EXPECT(on(root, reg_self, JOB, 0), 0, 0);
	EXPECT(on(bob, kill_job, JOB, 0), -1, EPERM);
	EXPECT(on(of_root, reg_self, OTHER, 0), 0, 0);
	EXPECT(on(alice, reg_self, OTHER, 0), -1, EEXIST);
	EXPECT(on(bob, reg_self, OTHER, 0), -1, EPERM);
	EXPECT(on(bob, unreg, OTHER, 0), -1, EPERM);
	EXPECT(count_of(JOB, 0), 3, 0);
	EXPECT(count_of(OTHER, 0), 1, 0);
	EXPECT(on(bob, count_of, JOB, 0), 3, 0); /* looking is free */
	EXPECT(on(bob, job_of, root->pid, 0), JOB, 0);
	EXPECT(kill_job(JOB, SIGKILL), 0, 0);
	AWAIT(on(bob, unreg, JOB, 0) == 0);
	EXPECT(on(bob, reg_self, JOB, 0), 0, 0); /* a new one, and now his */
	CHECK(lives(of_root) && lives(bob));
}

/* A kill that is refused changes nothing, not even for those who come later. */
static void refused_kills_leave_no_mark(void)
{
	static const int signals[] = {SIGKILL, SIGSTOP, SIGTERM, 0};
	struct worker *alice = worker_as(ALICE), *bob = worker_as(BOB), *root = worker_new();
	struct worker *of_root = worker_new(), *child;

	EXPECT(on(alice, reg_self, JOB, 0), 0, 0);
	EXPECT(on(of_root, reg_self, OTHER, 0), 0, 0);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		EXPECT(on(bob, kill_job, JOB, signals[i]), -1, EPERM);
		EXPECT(on(bob, kill_job, OTHER, signals[i]), -1, EPERM);
		EXPECT(on(alice, kill_job, OTHER, signals[i]), -1, EPERM);
	}
	child = worker_of(alice);
	EXPECT(on(child, my_job, 0, 0), JOB, 0);
	child = worker_of(child);
	EXPECT(on(child, my_job, 0, 0), JOB, 0);
	child = worker_of(of_root);
	EXPECT(on(child, my_job, 0, 0), OTHER, 0);
	EXPECT(on(alice, have_children, 20, 0), 20, 0);
	EXPECT(count_of(JOB, 0), 23, 0);
	CHECK(lives(alice) && lives(of_root) && lives(child));
	EXPECT(on(root, kill_job, JOB, SIGKILL), 0, 0);
	AWAIT(unreg(JOB, 0) == 0);
	CHECK(lives(of_root) && lives(bob));
}

/* Bob gets into a job of root's by root's doing: he may signal himself, and that marks nobody. */
static void guests_mark_nothing(void)
{
	struct worker *of_root = worker_new(), *bob = worker_as(BOB), *outside = worker_as(BOB);
	struct worker *child;

	EXPECT(on(of_root, reg_self, JOB, 0), 0, 0);
	EXPECT(reg_pid(JOB, bob->pid), 0, 0);
	EXPECT(on(outside, kill_job, JOB, SIGKILL), 0, 0);
	AWAIT(!lives(bob));
	CHECK(lives(of_root));
	child = worker_of(of_root);
	EXPECT(on(child, become, BOB, 100), 0, 0);
	child = worker_of(child);
	EXPECT(on(child, my_job, 0, 0), JOB, 0);
	EXPECT(count_of(JOB, 0), 3, 0);
	CHECK(lives(outside));
}

/* Someone with CAP_KILL ends a job that is not his. */
static void capable_strangers_kill(void)
{
	struct worker *alice = worker_as(ALICE), *killer = worker_new(), *of_root = worker_new();

	EXPECT(on(killer, become_killer, BOB, 0), 0, 0);
	EXPECT(on(alice, reg_self, JOB, 0), 0, 0);
	EXPECT(on(of_root, reg_self, OTHER, 0), 0, 0);
	EXPECT(on(alice, have_children, 10, 0), 10, 0);
	EXPECT(on(killer, kill_job, JOB, SIGKILL), 0, 0);
	EXPECT(on(killer, reg_self, OTHER, 0), -1, EPERM);
	EXPECT(on(killer, reg_pid, OTHER, killer->pid), -1, EPERM);
	AWAIT(!lives(alice));
	AWAIT(on(killer, unreg, JOB, 0) == 0);
	CHECK(lives(of_root) && lives(killer));
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"ownership", who_owns_a_job},
					      {"refused", refused_kills_leave_no_mark},
					      {"guests", guests_mark_nothing},
					      {"capability", capable_strangers_kill}};

	return PLAY(argc, argv, scenes);
}
