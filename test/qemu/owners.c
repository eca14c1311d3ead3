// SPDX-License-Identifier: Apache-2.0
// A job dies with its owner, however that ends, whatever the job is made of; and with nobody else.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "callers.h"
#include "check.h"
#include "clock.h"
#include "drills.h"
#include "owner.h"
#include "owners.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { PATIENCE_MS = 30000, RACES = 200, TOGETHER = 32 };

/* All of it dies, and the bystander lives. */
static void check_dies(struct workload *w)
{
	check_call("wait", proctrackext_wait(extension.pins, job, 0, PATIENCE_MS));
	if (check_call("dead", workload_await_end(w, PATIENCE_MS)))
		check("killed", !w->trouble[0], "it said: %s", w->trouble);
	check("bystander", waitpid(bystander.pid, NULL, WNOHANG) == 0, "it is dead");
}

static void die_with(const char *round, struct drill *d, const struct kind *kind)
{
	struct workload w;
	struct owner owner;

	check_begin("%s %s, owner ends by %s", round, d->argv[0], kind->name);
	if (begin(&w, d, false) == 0 && check("owner", owner_start(&owner, kind), "not started")) {
		check_call("tie", tie(job, owner.pid));
		owner_end(&owner, kind);
		check_dies(&w);
	}
	workload_close(&w);
}

/* Each kind of end, each workload, but not each with each other. */
static void die_in_all_ways(const char *round, bool limits)
{
	for (int i = 0; i < drill_count_of_all(); i++) {
		const struct kind *kind = &owner_kinds[i % OWNER_KINDS];

		die_with(round, drill_of_all(i), kind->needs_limit && !limits ? owner_kinds : kind);
	}
}

/* All workloads at once in one job, up to their "ready"; answers how many run. */
static int begin_all(struct workload w[TOGETHER])
{
	int members = 0, count = 0;

	job++;
	for (int i = 0; i < drill_count_of_all(); i++) {
		struct workload *one = &w[count];

		if (!check_call("start", workload_start(one, workloads, drill_of_all(i)->argv)))
			continue;
		count++;
		if (!check_call("register", extension_register(&extension, job, one->pid)))
			continue;
		if (workload_go(one) && !one->skip[0])
			check("ready", false, "%s said %s", drill_of_all(i)->argv[0], one->trouble);
	}
	for (int i = 0; i < count; i++)
		members += w[i].count;
	check_info("%d workloads, %d members and those that move", count, members);
	return count;
}

static void die_together(const char *round, const struct kind *kind)
{
	static struct workload w[TOGETHER];
	struct owner owner;
	long begin;
	int count;

	check_begin("%s all at once, owner ends by %s", round, kind->name);
	if (!bystander_start() || !check("owner", owner_start(&owner, kind), "not started"))
		return;
	count = begin_all(w);
	check_call("tie", tie(job, owner.pid));
	begin = now_ms();
	owner_end(&owner, kind);
	check_call("wait", proctrackext_wait(extension.pins, job, 0, PATIENCE_MS));
	check_info("empty after %ld ms", now_ms() - begin);
	for (int i = 0; i < count; i++) {
		if (check_call("dead", workload_await_end(&w[i], PATIENCE_MS)))
			check("killed", !w[i].trouble[0], "it said: %s", w[i].trouble);
		workload_close(&w[i]);
	}
	while (waitpid(-1, NULL, WNOHANG) > 0) /* we are the reaper, and pids are few */
		;
	check("bystander", waitpid(bystander.pid, NULL, WNOHANG) == 0, "it is dead");
}

void drill_owners_together(const char *round, int times)
{
	bool limits = owners_begin();

	for (int i = 0; i < times * OWNER_KINDS; i++) {
		const struct kind *kind = &owner_kinds[i % OWNER_KINDS];

		check_begin("%s owner", round);
		if (kind->needs_limit && !limits)
			check_skip(kind->name, "this machine cannot limit memory");
		else
			die_together(round, kind);
	}
	owners_end();
}

/* Whoever is gone when the job is tied is no owner; whoever goes then takes the job along. */
static void race(const char *round)
{
	int tied = 0, refused = 0, wrong = 0;

	check_begin("%s owner ends meanwhile", round);
	for (int i = 0; i < RACES; i++) {
		int number = (int)++job, error;
		pid_t one = member(0, &number), owner = fork();

		if (owner == 0)
			_exit(0);
		for (volatile int spin = 0; spin < i * 1000; spin++)
			;
		error = tie(job, owner);
		waitpid(owner, NULL, 0);
		if (!error)
			wrong += !was_killed(one, SIGKILL);
		else if (error == -ESRCH)
			wrong += waitpid(one, NULL, WNOHANG) != 0;
		else
			wrong++;
		tied += !error;
		refused += error == -ESRCH;
		kill(one, SIGKILL);
		waitpid(one, NULL, 0);
	}
	check_equal("wrong", wrong, 0);
	check_info("tied %d, refused %d", tied, refused);
}

/* A pid is no identity. */
static void reuse(const char *round)
{
	const struct kind *kind = &owner_kinds[0];
	int number = (int)++job;
	pid_t first = member(0, &number), other, second;
	struct owner owner;

	check_begin("%s owner's pid again", round);
	if (!check("owner", owner_start(&owner, kind), "not started"))
		return;
	check_call("tie", tie(job, owner.pid));
	check_call("untie", tie(job, 0));
	owner_end(&owner, kind);
	other = fork_as(owner.pid);
	if (other == owner.pid) {
		number = (int)++job;
		second = member(0, &number);
		check_call("tie another job", tie(job, other));
		kill(other, SIGKILL);
		waitpid(other, NULL, 0);
		check("killed", was_killed(second, SIGKILL), "it lives");
	} else {
		check_skip("again", "somebody else has the pid");
	}
	check("alive", waitpid(first, NULL, WNOHANG) == 0, "it is dead");
	kill(first, SIGKILL);
	waitpid(first, NULL, 0);
}

void drill_owners(const char *round)
{
	struct pt_state state = {0};

	check_begin("%s owners", round);
	check_call("status", proctrackext_status(extension.pins, &state));
	if ((state.settings.features & TIES) != TIES) {
		check_equal("without the kernel's help", tie(job, getpid()), -EOPNOTSUPP);
		return;
	}
	die_in_all_ways(round, owners_begin());
	owners_end();
	drill_owners_together(round, 1);
	race(round);
	reuse(round);
	drill_ties(round);
}
