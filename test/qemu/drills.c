// SPDX-License-Identifier: Apache-2.0
// The drills, one for each way out of a job.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "drills.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { EMPTY_MS = 30000, SMALL = 50, LARGE = 1000000, FORKS = 300 };

static struct drill drills[] = {
	{{"daemonize"}, 0},
	{{"orphan"}, 0},
	{{"cloneparent"}, 0},
	{{"vforker"}, 0},
	{{"spawner"}, 0},
	{{"threads"}, 0},
	{{"threadexec"}, 0},
	{{"leaderexit"}, 0},
	{{"names"}, 0},
	{{"namespaces"}, 0},
	{{"setuid"}, 0},
	{{"stopped"}, 0},
	{{"ptraced"}, 0},
	{{"cgroupmove"}, 0},
	{{"overflow", "-m", "150"}, 0},
	{{"hopper", "-n", "200000", "-u", "61777"}, MOVING},
	{{"bomb", "-n", "60", "-u", "61778", "-t", "100000"}, MOVING},
};

int drill_count_of_all(void)
{
	return sizeof(drills) / sizeof(drills[0]);
}

struct drill *drill_of_all(int number)
{
	return &drills[number];
}

static void drill_one(struct drill *d, const char *round)
{
	struct workload w;

	check_begin("%s %s", round, d->argv[0]);
	if (begin(&w, d, false) == 0) {
		check_list(&w, d->flags & MOVING);
		if (!(d->flags & MOVING))
			check_find(&w);
		check_kill(&w);
	}
	workload_close(&w);
}

static void drill_adopt(const char *round)
{
	struct drill d = {{"overflow", "-m", "40"}, 0};
	struct workload w;
	uint32_t taken = 0;

	check_begin("%s adopt", round);
	if (begin(&w, &d, true) == 0) {
		check_call("adopt", proctrackext_adopt(extension.pins, job, w.pid, &taken));
		check_equal("taken", taken, w.count);
		check_list(&w, false);
		check_kill(&w);
	}
	workload_close(&w);
}

/* Every fork and every exit is seen. */
static void drill_count(const char *round)
{
	struct drill d = {{"forker", "-k", "300"}, MOVING};
	struct pt_state before, after = {0};
	struct workload w;

	check_begin("%s forker", round);
	if (!check_call("status", proctrackext_status(extension.pins, &before)))
		return;
	if (workload_start(&w, workloads, d.argv) == 0 &&
	    check_call("register", extension_register(&extension, ++job, w.pid))) {
		if (write(w.gate, "g", 1) != 1)
			check_call("gate", -errno);
		check_call("end", workload_await_end(&w, EMPTY_MS));
		check_call("wait", proctrackext_wait(extension.pins, job, 0, EMPTY_MS));
		check_call("status after", proctrackext_status(extension.pins, &after));
		check_equal("forks", after.counters.forks - before.counters.forks, FORKS + 1);
		check_equal("exits", after.counters.exits - before.counters.exits, FORKS + 1);
	}
	workload_close(&w);
}

static void drill_suspend(const char *round)
{
	struct drill d = {{"overflow", "-m", "5"}, 0};
	struct pt_request unregister = {.op = PT_OP_UNREGISTER};
	uint32_t sent = 0;
	struct workload w;

	check_begin("%s signals", round);
	if (begin(&w, &d, false) == 0) {
		check_call("test", proctrackext_signal(extension.pins, job, 0, NULL, &sent));
		check_call("stop", proctrackext_signal(extension.pins, job, SIGSTOP, NULL, &sent));
		check_equal("stopped", sent, w.count);
		check_call("continue",
			   proctrackext_signal(extension.pins, job, SIGCONT, NULL, &sent));
		check_equal("continued", sent, w.count);
		unregister.job = job;
		check_equal("unregister", proctrackext_call(extension.pins, &unregister), -EBUSY);
		check_kill(&w);
		check_equal("gone", proctrackext_signal(extension.pins, job, 0, NULL, &sent),
			    -ESRCH);
	}
	workload_close(&w);
}

static void drill_stop_busy(const char *round)
{
	struct drill d = {{"daemonize"}, 0};
	uint32_t jobs = 0;
	struct workload w;

	check_begin("%s busy", round);
	if (begin(&w, &d, false) == 0) {
		check_equal("refused", extension_stop(&extension, 0, &jobs), -EBUSY);
		check_equal("jobs", jobs, 1);
		check_equal("second start", extension_start(&extension, 1, 0), -EEXIST);
		check_kill(&w);
	}
	workload_close(&w);
}

/* The dead that nobody waits for take no records from the living, also when nobody looks. */
static void check_zombies(void)
{
	struct pt_state before = {0}, after = {0};
	uint32_t sent;
	int gate[2];
	pid_t parent;
	char byte;

	if (!check_call("pipe", pipe(gate) < 0 ? -errno : 0))
		return;
	check_call("status before", proctrackext_status(extension.pins, &before));
	parent = fork();
	if (parent == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(60);
		if (read(gate[0], &byte, 1) != 1)
			_exit(1);
		for (int i = 0; i < 3 * SMALL; i++) {
			siginfo_t info;
			pid_t child = fork();

			if (child == 0)
				_exit(0);
			waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
		}
		_exit(0);
	}
	check_call("zombies' parent", extension_register(&extension, ++job, parent));
	check_equal("gate", write(gate[1], "g", 1), 1);
	waitpid(parent, NULL, 0);
	close(gate[0]);
	close(gate[1]);
	check_call("status after", proctrackext_status(extension.pins, &after));
	check_equal("without a record",
		    after.counters.untabled_total - before.counters.untabled_total, 0);
	check_equal("untabled", after.counters.untabled, 0);
	proctrackext_signal(extension.pins, job, SIGKILL, NULL, &sent);
	check_call("zombies' end", proctrackext_wait(extension.pins, job, 0, EMPTY_MS));
}

/* Root's steps begin, whoever has filled the table: without a record. */
static void check_roots_way_in(void)
{
	struct pt_state state = {0};
	int error, tries = 0;
	uint32_t sent;
	pid_t child = fork();

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(60);
		pause();
		_exit(0);
	}
	do /* without a record it has to have run first: clients ask again */
		error = extension_register(&extension, job + 1, child);
	while (error == -EAGAIN && ++tries < 1000 && usleep(1000) == 0);
	check_call("one more of root's", error);
	check_call("status", proctrackext_status(extension.pins, &state));
	check_equal("untabled then", state.counters.untabled, 101 - SMALL);
	check_equal("its job", extension_find(&extension, child), job + 1);
	check_call("its kill", proctrackext_signal(extension.pins, job + 1, SIGKILL, NULL, &sent));
	check_equal("its processes", sent, 1);
	waitpid(child, NULL, 0);
}

/* A stop that was killed when it had closed the extension: the next start does the rest. */
static void check_cut_short(void)
{
	struct pt_request close = {.op = PT_OP_CLOSE};

	check_call("half a stop", proctrackext_call(extension.pins, &close));
	check_equal("closed", extension_register(&extension, ++job, getpid()), -ESHUTDOWN);
	check_call("start", extension_start(&extension, SMALL, PT_OVERFLOW_TRACK));
}

void drill_overflow(const char *round, int programs)
{
	struct drill d = {{"overflow", "-m", "99"}, 0};
	struct pt_state state = {0};
	struct workload w;

	if (!start(round, SMALL, PT_OVERFLOW_TRACK))
		return;
	check_begin("%s full", round);
	check_zombies();
	if (begin(&w, &d, false) == 0) {
		check_call("status", proctrackext_status(extension.pins, &state));
		check_equal("tracked", state.counters.tracked, 100);
		check_equal("untabled", state.counters.untabled, 100 - SMALL);
		check_list(&w, false);
		check_find(&w);
		check_roots_way_in();
		check_kill(&w);
	}
	workload_close(&w);
	check_cut_short();
	stop(round, programs);
}

bool can_signal_newborns(void)
{
	struct proctrackext_probe probe;

	return proctrackext_probe(extension.pins, &probe) == 0 &&
	       probe.features & ~extension.features_off & PT_FEATURE_SIGNAL_TASK;
}

/* Who was killed at birth leaves a moment later; without the exit hook, when somebody looks. */
static int status_of_a_full_table(struct pt_state *ret_state)
{
	struct pt_request sweep = {.op = PT_OP_SWEEP};
	int error = 0;

	for (int i = 0; i < 500 && !error; i++) {
		error = proctrackext_call(extension.pins, &sweep);
		if (!error)
			error = proctrackext_status(extension.pins, ret_state);
		if (ret_state->counters.tracked <= SMALL)
			break;
		usleep(10000);
	}
	return error;
}

void drill_overflow_kill(const char *round, int programs)
{
	struct drill d = {{"overflow", "-m", "99"}, MOVING};
	struct pt_state state = {0};
	struct workload w;

	if (!can_signal_newborns()) {
		check_begin("%s full, kill", round);
		check_equal("refused", extension_start(&extension, SMALL, PT_OVERFLOW_KILL),
			    -EOPNOTSUPP);
		check("no pins", !extension_left_pins(&extension), "left");
		return;
	}
	if (!start(round, SMALL, PT_OVERFLOW_KILL))
		return;
	check_begin("%s full, kill", round);
	job++;
	if (workload_start(&w, workloads, d.argv) == 0 &&
	    check_call("register", extension_register(&extension, job, w.pid))) {
		int error = workload_go(&w);

		check("short", !error && !strncmp(w.trouble, "short", 5), "error %d, said %s",
		      error, w.trouble);
		check_call("status", status_of_a_full_table(&state));
		check("overflow kills", state.counters.overflow_kills > 0, "none");
		check("tracked", state.counters.tracked <= SMALL, "%u", state.counters.tracked);
		w.trouble[0] = '\0';
		check_kill(&w);
	}
	workload_close(&w);
	stop(round, programs);
}

void drill_large(const char *round, int programs)
{
	struct drill d = {{"daemonize"}, 0};

	if (!start(round, LARGE, PT_OVERFLOW_TRACK))
		return;
	drill_one(&d, round);
	stop(round, programs);
}

void drill_all(const char *round)
{
	for (size_t i = 0; i < sizeof(drills) / sizeof(drills[0]); i++)
		drill_one(&drills[i], round);
	drill_adopt(round);
	drill_count(round);
	drill_suspend(round);
	drill_stop_busy(round);
}
