// SPDX-License-Identifier: Apache-2.0
// Six forkers at once, of which some always preempt the others inside the kernel's hooks. Each
// child asks which job it is in; afterwards all who died are accounted for.
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "accounts.h"
#include "check.h"
#include "drills.h"
#include "proctrack.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { FORKERS = 6, FORKS = 1000, AT_A_TIME = 12, STAY_EVERY = 100, STAY = FORKS / STAY_EVERY };
enum { DEAD_MAN_SECONDS = 240, GONE_MS = 60000, SETTLE_TRIES = 300 };

/* What the forkers and their children write, in memory that they share with us. */
struct counts {
	atomic_int go;
	atomic_int ready;
	atomic_int done;
	atomic_int born;
	atomic_int strays; /* children that were in no job, or another one */
	atomic_int stayed;
	atomic_int failed; /* forks that the kernel refused */
	pid_t staying[FORKERS * STAY];
};

static bool calls_are_open;

static bool is_in_job(void)
{
	int me = getpid();

	if (calls_are_open)
		return proctrack_get_job_id(&me) == job;
	return extension_find(&extension, me) == (long)job;
}

static _Noreturn void be_child(struct counts *counts, bool stay)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(DEAD_MAN_SECONDS);
	atomic_fetch_add(&counts->born, 1);
	if (!is_in_job())
		atomic_fetch_add(&counts->strays, 1);
	while (stay)
		pause();
	_exit(0);
}

static void reap_down_to(int *alive, int most)
{
	while (*alive > most && waitpid(-1, NULL, 0) > 0)
		--*alive;
}

/* Real-time, idle and plain forkers; every other one has the first processor only. */
static void take_priority(int number)
{
	static const int policies[] = {SCHED_OTHER, SCHED_IDLE, SCHED_FIFO};
	int policy = policies[number % 3];
	struct sched_param param = {.sched_priority = policy == SCHED_FIFO};
	cpu_set_t first;

	sched_setscheduler(0, policy, &param);
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	if (number % 2)
		sched_setaffinity(0, sizeof(first), &first);
}

static _Noreturn void be_forker(struct counts *counts, int number)
{
	int alive = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(DEAD_MAN_SECONDS);
	atomic_fetch_add(&counts->ready, 1);
	while (!atomic_load(&counts->go))
		usleep(1000);
	take_priority(number);
	for (int i = 0; i < FORKS; i++) {
		bool stay = i % STAY_EVERY == 0;
		pid_t child = fork();

		if (child == 0)
			be_child(counts, stay);
		if (child < 0)
			atomic_fetch_add(&counts->failed, 1);
		else if (stay)
			counts->staying[atomic_fetch_add(&counts->stayed, 1)] = child;
		else if (++alive == AT_A_TIME)
			reap_down_to(&alive, AT_A_TIME / 2);
	}
	reap_down_to(&alive, 0);
	atomic_fetch_add(&counts->done, 1);
	for (;;)
		pause();
}

/* All forkers, in the job and in a process group of their own; nothing is forked before "go". */
static bool start_forkers(struct counts *counts, pid_t forkers[FORKERS])
{
	for (int i = 0; i < FORKERS; i++) {
		forkers[i] = fork();
		if (forkers[i] == 0)
			be_forker(counts, i);
		if (!check("forker", forkers[i] > 0 && setpgid(forkers[i], forkers[0]) == 0,
			   "%d: %d", forkers[i], errno))
			return false;
	}
	while (atomic_load(&counts->ready) < FORKERS)
		usleep(1000);
	for (int i = 0; i < FORKERS; i++)
		if (!check_call("register", extension_register(&extension, job, forkers[i])))
			return false;
	return true;
}

static void check_stayers(const struct counts *counts)
{
	int strays = 0;

	for (int i = 0; i < counts->stayed; i++)
		strays += extension_find(&extension, counts->staying[i]) != (long)job;
	check_equal("stayed", counts->stayed, FORKERS * STAY);
	check_equal("of them in no job", strays, 0);
}

/* Everybody of the process group, who are ours by now; CPU time in us, children included. */
static int64_t reap_all(pid_t group)
{
	int64_t cpu = 0;
	struct rusage used;

	while (wait4(-group, NULL, 0, &used) > 0)
		cpu += (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000L +
		       used.ru_utime.tv_usec + used.ru_stime.tv_usec;
	return cpu;
}

/* The kernel tells of the last ends some time after they were reaped. */
static int final_record(struct pt_state *ret_state, struct pt_account *ret_account, int64_t cpu)
{
	int error = 0;

	for (int i = 0; i < SETTLE_TRIES && !error; i++) {
		error = proctrackext_status(extension.pins, ret_state);
		if (!error && account_ended(extension.pins, job, ret_account) == 0 &&
		    (int64_t)ret_account->usage.cpu / 1000 >= cpu)
			break;
		usleep(10000);
	}
	return error ? error : account_ended(extension.pins, job, ret_account);
}

static void check_dead(const struct counts *counts, const struct pt_state *before, int64_t cpu)
{
	struct pt_account account = {0};
	struct pt_state after = {0};
	const __u64 *ended = account.usage.ended;
	/* a host may run no BPF program in a process of its own, into which a release may fall */
	int percent = alone ? 1 : 5;
	int64_t counted;

	check_call("final record", final_record(&after, &account, cpu));
	counted = (int64_t)account.usage.cpu / 1000;
	check_equal("forks", after.forks - before->forks, counts->born + FORKERS);
	check_equal("exits like forks", after.exits, after.forks);
	check_equal("tracked", after.tracked, 0);
	check_equal("ends", (long)(ended[0] + ended[1] + ended[2] + ended[3]),
		    counts->born + FORKERS);
	check_equal("ends by signal", ended[PT_END_SIGNAL], FORKERS * (STAY + 1));
	check("CPU time", counted >= cpu - cpu / 100 * percent && counted <= cpu + cpu / 100,
	      "%ld us, wait4 has %ld", (long)counted, (long)cpu);
	check_equal("lost exits", after.lost_exits - before->lost_exits, 0);
	check_info("%d children, hooks skipped %llu, births repaired %llu, exits repaired %llu, "
		   "unsettled %llu",
		   counts->born, after.hook_misses - before->hook_misses,
		   after.births_repaired - before->births_repaired,
		   after.exits_repaired - before->exits_repaired,
		   after.unsettled - before->unsettled);
}

static void storm(struct counts *counts)
{
	struct pt_state before = {0};
	pid_t forkers[FORKERS];
	uint32_t sent = 0;

	check_call("status", proctrackext_status(extension.pins, &before));
	calls_are_open = before.features & PT_FEATURE_CALLS;
	if (!start_forkers(counts, forkers))
		return;
	atomic_store(&counts->go, 1);
	for (int i = 0; i < DEAD_MAN_SECONDS * 100 && counts->done < FORKERS; i++)
		usleep(10000);
	check_equal("done", counts->done, FORKERS);
	check_equal("failed forks", counts->failed, 0);
	check_equal("children", counts->born, FORKERS * FORKS);
	check_equal("children in no job", counts->strays, 0);
	check_stayers(counts);
	check_call("kill", proctrackext_signal(extension.pins, job, SIGKILL, NULL, &sent));
	check_call("wait", proctrackext_wait(extension.pins, job, 0, GONE_MS));
	check_dead(counts, &before, reap_all(forkers[0]));
}

void drill_storm(const char *round)
{
	struct counts *counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	check_begin("%s storm", round);
	job++;
	if (check("memory", counts != MAP_FAILED, "%d", errno))
		storm(counts);
	munmap(counts, sizeof(*counts));
}
