// SPDX-License-Identifier: Apache-2.0
// A job of one process is signalled like the process: side by side with kill(2).
#include "credentials.h"
#include "stage.h"
#include "verbs.h"

enum { JOB = 42, FEW = 100 };

enum { WEAK_ROOT = 9, CALLERS = 10, TARGETS = 9 };

static struct worker *session_of_its_own(struct worker *worker, bool own)
{
	if (own)
		EXPECT(on(worker, own_session, 0, 0), 0, 0);
	return worker;
}

static struct worker *with_ids(uid_t real, uid_t effective, uid_t saved, bool own)
{
	struct worker *worker = session_of_its_own(worker_new(), own);

	EXPECT(on(worker, set_ids, IDS(real, effective), saved), 0, 0);
	return worker;
}

static struct worker *in_users_of(uid_t uid, bool own)
{
	struct worker *worker = session_of_its_own(worker_as(uid), own);

	EXPECT(on(worker, own_users, uid, 0), 0, 0);
	return worker;
}

static void make_callers(struct worker **callers)
{
	callers[0] = worker_new();
	callers[1] = worker_as(ALICE);
	callers[2] = worker_as(BOB);
	callers[3] = with_ids(BOB, ALICE, BOB, false);
	callers[4] = with_ids(ALICE, BOB, BOB, false);
	callers[5] = worker_new();
	EXPECT(on(callers[5], become_killer, BOB, 0), 0, 0);
	callers[6] = in_users_of(ALICE, false);
	callers[7] = in_users_of(BOB, false);
	callers[8] = with_ids(ALICE, 0, 0, false);
	callers[WEAK_ROOT] = worker_new();
	EXPECT(on(callers[WEAK_ROOT], drop_kill, 0, 0), 0, 0);
}

/* With a session of its own or in the callers' session, where SIGCONT is free. */
static void make_targets(struct worker **targets, bool own)
{
	targets[0] = session_of_its_own(worker_new(), own);
	targets[1] = session_of_its_own(worker_as(ALICE), own);
	targets[2] = session_of_its_own(worker_as(BOB), own);
	targets[3] = with_ids(ALICE, 0, 0, own);
	targets[4] = with_ids(0, ALICE, 0, own);
	targets[5] = with_ids(BOB, 0, ALICE, own);
	targets[6] = in_users_of(ALICE, own);
	/* a user namespace below Alice's: who made the outer one has its capabilities */
	targets[7] = in_users_of(ALICE, own);
	EXPECT(on(targets[7], own_users, 0, 0), 0, 0);
	targets[8] = session_of_its_own(subordinate_of(ALICE, FEW), own);
}

static void compare(struct worker *caller, struct worker *target, long job, int signal, int c,
		    int t)
{
	long real = on(caller, kill_pid, target->pid, signal);
	int real_error = real ? errno : 0;
	long ours = on(caller, kill_job, job, signal);
	int our_error = ours ? errno : 0;

	if (real != ours || real_error != our_error)
		fprintf(stderr,
			"caller %d, target %d, signal %d: kill(2) %s, proctrack_job_kill %s\n", c,
			t, signal, strerrorname_np(real_error), strerrorname_np(our_error));
	CHECK(real == ours && real_error == our_error);
}

static void compare_all(int first, int end)
{
	static const int signals[] = {0, SIGCONT};
	bool own = argument(0, 1);
	struct worker *callers[CALLERS], *targets[TARGETS];

	make_callers(callers);
	make_targets(targets, own);
	for (int t = 0; t < TARGETS; t++)
		EXPECT(reg_pid(JOB + t, targets[t]->pid), 0, 0);
	for (int c = first; c < end; c++)
		for (int t = 0; t < TARGETS; t++)
			for (size_t s = 0; s < 2; s++)
				compare(callers[c], targets[t], JOB + t, signals[s], c, t);
	for (int t = 0; t < TARGETS; t++)
		CHECK(lives(targets[t]));
	for (int t = 0; t < TARGETS; t++) /* oneself, always */
		compare(targets[t], targets[t], JOB + t, 0, TARGETS, t);
}

static void as_kill_does(void)
{
	if (no_user_namespaces())
		return;
	compare_all(0, WEAK_ROOT);
}

/* User id 0 without CAP_KILL, as some containers and services have it. */
static void as_kill_does_for_weak_root(void)
{
	if (no_user_namespaces())
		return;
	compare_all(WEAK_ROOT, CALLERS);
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"matrix", as_kill_does},
					      {"weak-root", as_kill_does_for_weak_root}};

	return PLAY(argc, argv, scenes);
}
