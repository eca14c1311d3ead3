// SPDX-License-Identifier: Apache-2.0
// Many forkers at once; whoever was born was in the job, and all who died are accounted for.
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#include "accounts.h"
#include "check.h"
#include "drills.h"
#include "forkers.h"
#include "proctrack_loader.h"
#include "scene.h"
#include "watcher.h"

enum { KILL_AT = 1500, GONE_MS = 60000, SETTLE_TRIES = 300 };

static void check_stayers(const struct counts *counts)
{
	int strays = 0;

	for (int i = 0; i < counts->stayed; i++)
		strays += extension_find(&extension, counts->staying[i]) != (long)job;
	check_equal("stayed", counts->stayed, FORKERS * STAY);
	check_equal("of them in no job", strays, 0);
}

static long ends(const struct pt_usage *usage)
{
	const __u64 *ended = usage->ended;

	return (long)(ended[0] + ended[1] + ended[2] + ended[3]);
}

/* The kernel tells of the last ends some time after they were reaped. */
static int final_record(struct pt_state *ret_state, struct pt_account *ret_account, int64_t cpu)
{
	int error = 0;

	for (int i = 0; i < SETTLE_TRIES && !error; i++) {
		error = proctrackext_status(extension.pins, ret_state);
		if (!error && account_ended(extension.pins, job, ret_account) == 0 &&
		    (int64_t)ret_account->usage.cpu / 1000 >= cpu &&
		    ends(&ret_account->usage) == (long)ret_account->job.total)
			break;
		usleep(10000);
	}
	return error ? error : account_ended(extension.pins, job, ret_account);
}

static void check_dead(const struct counts *counts, const struct pt_state *before, int64_t cpu)
{
	struct pt_account account = {0};
	struct pt_state after = {0};
	/* a host may run no BPF program in a process of its own, into which a release may fall */
	int percent = alone ? 1 : 10;
	int64_t counted;
	long forks;

	check_call("final record", final_record(&after, &account, cpu));
	counted = (int64_t)account.usage.cpu / 1000;
	forks = (long)(after.counters.forks - before->counters.forks);
	if (counts->endless) /* some are killed before they count themselves */
		check("forks", forks >= counts->born + FORKERS, "%ld", forks);
	else
		check_equal("forks", forks, counts->born + FORKERS);
	check_equal("exits like forks", after.counters.exits, after.counters.forks);
	check_equal("tracked", after.counters.tracked, 0);
	check_equal("ends", ends(&account.usage), forks);
	if (!counts->endless)
		check_equal("ends by signal", account.usage.ended[PT_END_SIGNAL],
			    FORKERS * (STAY + 1));
	check("CPU time", counted >= cpu - cpu / 100 * percent && counted <= cpu + cpu / 100,
	      "%ld us, wait4 has %ld", (long)counted, (long)cpu);
	check_equal("lost exits", after.counters.lost_exits - before->counters.lost_exits, 0);
	check_info("%d children, hooks skipped %llu, births repaired %llu, exits repaired %llu, "
		   "unsettled %llu",
		   counts->born, after.counters.hook_misses - before->counters.hook_misses,
		   after.counters.births_repaired - before->counters.births_repaired,
		   after.counters.exits_repaired - before->counters.exits_repaired,
		   after.counters.unsettled - before->counters.unsettled);
}

/* Up to the kill: all forkers are done, or at work. */
static void rage(const struct counts *counts)
{
	forkers_await(counts, counts->endless ? KILL_AT : INT_MAX);
	if (!counts->endless) {
		check_equal("done", counts->done, FORKERS);
		check_equal("children", counts->born, FORKERS * FORKS);
		check_stayers(counts);
	}
}

static void storm(struct counts *counts)
{
	struct pt_state before = {0};
	pid_t forkers[FORKERS];
	uint32_t sent = 0;

	check_call("status", proctrackext_status(extension.pins, &before));
	counts->calls_are_open = before.settings.features & PT_FEATURE_CALLS;
	if (!forkers_start(counts, forkers))
		return;
	atomic_store(&counts->go, 1);
	rage(counts);
	check_call("kill", proctrackext_signal(extension.pins, job, SIGKILL, NULL, &sent));
	check_call("wait", proctrackext_wait(extension.pins, job, 0, GONE_MS));
	check_equal("failed forks", counts->failed, 0);
	check_equal("children in no job", counts->strays, 0);
	check_dead(counts, &before, forkers_reap(forkers[0]));
}

static void storm_in_shared_memory(bool endless)
{
	struct counts *counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	job++;
	if (check("memory", counts != MAP_FAILED, "%d", errno)) {
		counts->endless = endless;
		storm(counts);
	}
	munmap(counts, sizeof(*counts));
}

void drill_storm(const char *round)
{
	check_begin("%s storm", round);
	storm_in_shared_memory(false);
}

/* The kill comes while all are forking, and somebody watches. */
void drill_killed_storm(const char *round)
{
	struct watcher watcher;

	check_begin("%s killed storm", round);
	if (!check_call("watcher", watcher_start(&watcher)))
		return;
	storm_in_shared_memory(true);
	watcher_end(&watcher);
	check_call("watcher's answers", watcher.error);
	check("watched", watcher.rounds > 0, "never");
}
