// SPDX-License-Identifier: Apache-2.0
// A pid that comes back at once: the kernel has not freed its last process yet, whose exit nobody
// may have seen. The new process is a member if its parent is one, and else it is not.
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "accounts.h"
#include "check.h"
#include "drills.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { ROUNDS = 100, LEAST_PID = 29000, BUSY = 200, FREED_TRIES = 200 };
enum { AGAIN = 4000, AGAIN_PID = LEAST_PID + ROUNDS };

/* Each processor frees what was waited for on it: so the later one may be freed first. */
static void end_on(int cpu, pid_t child)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* In the job: has two children of the same pid, one right after the other; how many are strays. */
static _Noreturn void be_parent(int gate)
{
	int strays = 0, reused = 0;
	char go;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(60);
	if (read(gate, &go, 1) != 1)
		_exit(BUSY);
	for (int i = 0; i < ROUNDS; i++) {
		pid_t first = fork_as(LEAST_PID + i), second;

		if (first < 0)
			continue;
		end_on(i % 2, first);
		second = fork_as(LEAST_PID + i);
		if (second < 0)
			continue;
		reused++;
		strays += extension_find(&extension, second) != (long)job;
		end_on(1 - i % 2, second);
	}
	_exit(reused ? strays : BUSY);
}

/* What waits for the kernel to free a process whose pid another one has had since. */
static long displaced(void)
{
	struct pt_state state = {.counters = {.displaced = 1}};

	for (int i = 0; i < FREED_TRIES && state.counters.displaced; i++) {
		usleep(10000);
		if (proctrackext_status(extension.pins, &state))
			return -1;
	}
	return state.counters.displaced;
}

/* In the job: one child after the other, all with one pid. What they used, in us, goes out. */
static _Noreturn void be_parent_again(int gate, int report)
{
	int64_t used = 0;
	char go;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(60);
	if (read(gate, &go, 1) != 1)
		_exit(1);
	for (int i = 0; i < AGAIN; i++) {
		struct rusage usage;
		pid_t child = fork_ending_as(AGAIN_PID);

		if (child < 0)
			continue;
		wait4(child, NULL, 0, &usage);
		used += (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000L +
			usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
	}
	_exit(write(report, &used, sizeof(used)) != sizeof(used));
}

/* Many have a pid before the kernel has freed the first of them: the job has what all of them used.
 */
static void drill_again(const char *round)
{
	struct pt_state before = {0}, after = {0};
	struct pt_account account = {0};
	int gate[2], report[2];
	int64_t used = 0;
	pid_t parent;

	check_begin("%s reuse again", round);
	check_call("status", proctrackext_status(extension.pins, &before));
	if (!check("pipes", pipe(gate) == 0 && pipe(report) == 0, "no pipe"))
		return;
	parent = fork();
	if (parent == 0)
		be_parent_again(gate[0], report[1]);
	check_call("register", extension_register(&extension, ++job, parent));
	check_equal("go", write(gate[1], "", 1), 1);
	check_equal("report", read(report[0], &used, sizeof(used)), sizeof(used));
	waitpid(parent, NULL, 0);
	check_call("end", proctrackext_wait(extension.pins, job, 0, 10000));
	check_info("displaced %ld", displaced());
	check_call("status after", proctrackext_status(extension.pins, &after));
	check_equal("lost exits", (long)(after.counters.lost_exits - before.counters.lost_exits),
		    0);
	check_equal("unsettled", (long)(after.counters.unsettled - before.counters.unsettled), 0);
	check_call("final record", account_ended(extension.pins, job, &account));
	check("CPU time", (int64_t)account.usage.cpu / 1000 >= used - used / 50,
	      "%ld us, wait4 has %ld", (long)account.usage.cpu / 1000, (long)used);
	for (int i = 0; i < 2; i++) {
		close(gate[i]);
		close(report[i]);
	}
}

void drill_reuse(const char *round)
{
	struct pt_state before = {0}, after = {0};
	int gate[2], status = 0;
	pid_t parent, stranger;

	check_begin("%s reuse", round);
	job++;
	check_call("status", proctrackext_status(extension.pins, &before));
	if (!check("pipe", pipe(gate) == 0, "no pipe"))
		return;
	parent = fork();
	if (parent == 0)
		be_parent(gate[0]);
	check_call("register", extension_register(&extension, job, parent));
	check_equal("go", write(gate[1], "", 1), 1);
	waitpid(parent, &status, 0);
	check_equal("children in no job", WEXITSTATUS(status), 0);
	stranger = fork_as(LEAST_PID + ROUNDS - 1);
	if (stranger > 0) {
		check_equal("a stranger's job", extension_find(&extension, stranger), 0);
		end_on(0, stranger);
	}
	check_call("status after", status_when_empty(&after));
	check_equal("tracked", after.counters.tracked, 0);
	check_equal("exits like forks", (long)after.counters.exits, (long)after.counters.forks);
	if (alone)
		check_equal("displaced", displaced(), 0);
	else /* a machine that others use may not tell of all that it frees */
		check_info("displaced %ld", displaced());
	check_info("exits repaired %llu, lost %llu",
		   after.counters.exits_repaired - before.counters.exits_repaired,
		   after.counters.lost_exits - before.counters.lost_exits);
	close(gate[0]);
	close(gate[1]);
	drill_again(round);
}
