// SPDX-License-Identifier: Apache-2.0
// The forkers of a storm: real-time, idle and plain ones, so that some are preempted inside the
// kernel's hooks. Each child asks which job it is in.
#include "forkers.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "proctrack.h"
#include "scene.h"

enum { AT_A_TIME = 12 };

static bool is_in_job(const struct counts *counts)
{
	int me = getpid();

	if (counts->calls_are_open)
		return proctrack_get_job_id(&me) == job;
	return extension_find(&extension, me) == (long)job;
}

static _Noreturn void be_child(struct counts *counts, bool stay)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(FORKERS_SECONDS);
	atomic_fetch_add(&counts->born, 1);
	if (!is_in_job(counts))
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

/*
 * Real-time, idle and plain forkers; every other one has the first processor only.  Where others
 * work too, an idle one would hardly ever run.
 */
static void take_priority(int number)
{
	int policies[] = {SCHED_OTHER, alone ? SCHED_IDLE : SCHED_BATCH, SCHED_FIFO};
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
	alarm(FORKERS_SECONDS);
	atomic_fetch_add(&counts->ready, 1);
	while (!atomic_load(&counts->go))
		usleep(1000);
	take_priority(number);
	for (int i = 0; counts->endless || i < FORKS; i++) {
		bool stay = i < FORKS && i % STAY_EVERY == 0;
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

bool forkers_start(struct counts *counts, pid_t forkers[FORKERS])
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

void forkers_await(const struct counts *counts, int born)
{
	for (int i = 0; i < FORKERS_SECONDS * 100; i++) {
		if (counts->born >= born || counts->done == FORKERS)
			break;
		usleep(10000);
	}
}

int64_t forkers_reap(pid_t group)
{
	int64_t cpu = 0;
	struct rusage used;

	while (wait4(-group, NULL, 0, &used) > 0)
		cpu += (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000L +
		       used.ru_utime.tv_usec + used.ru_stime.tv_usec;
	return cpu;
}
