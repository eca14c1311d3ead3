// SPDX-License-Identifier: Apache-2.0
// What the drills have in common; see scene.h.
#include <errno.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { EMPTY_MS = 30000, GONE_TRIES = 500, FIRST_JOB = 4200000, BYSTANDER_SECONDS = 600 };

struct extension extension = {.pins = "/sys/fs/bpf/pt-drill"};
const char *client;
const char *workloads = "workloads";
struct workload bystander;
uint32_t job = FIRST_JOB;
bool alone;

/* Of a job, or with 0 of all jobs, of which this is the only one. */
static void check_listed(const char *name, uint32_t of, const struct workload *w, bool moving)
{
	pid_t pids[MEMBERS_MOST] = {0};
	int listed = extension_list(&extension, of, pids, MEMBERS_MOST);
	int known = 0, strangers = 0;

	if (listed < 0) {
		check_call(name, listed);
		return;
	}
	for (int i = 0; i < listed; i++) {
		known += workload_has(w, pids[i]);
		strangers += pids[i] == bystander.pid || pids[i] == getpid();
	}
	if (moving)
		check(name, listed > 0 && !strangers, "%d listed, %d of them strangers", listed,
		      strangers);
	else
		check(name, known == w->count && listed == known && !strangers,
		      "%d members, %d listed, %d of them members", w->count, listed, known);
}

void check_list(const struct workload *w, bool moving)
{
	check_listed("list", job, w, moving);
	check_listed("list of all", 0, w, moving);
}

void check_find(const struct workload *w)
{
	for (int i = 0; i < w->count; i++) {
		long found = extension_find(&extension, w->members[i]);

		if (found != job) {
			check("find", false, "member %d: job %ld", w->members[i], found);
			return;
		}
	}
	check("find", extension_find(&extension, bystander.pid) == 0, "the bystander is in a job");
}

/* SIGKILL to the job, and nothing of it may live; the bystander must. */
void check_kill(struct workload *w)
{
	uint32_t signalled = 0;

	check_call("kill", proctrackext_signal(extension.pins, job, SIGKILL, NULL, &signalled));
	check_call("wait", proctrackext_wait(extension.pins, job, 0, EMPTY_MS));
	if (check_call("dead", workload_await_end(w, EMPTY_MS)))
		check("killed", !w->trouble[0], "it said: %s", w->trouble);
	check("bystander", waitpid(bystander.pid, NULL, WNOHANG) == 0, "it is dead");
}

static pid_t clone_as(pid_t pid)
{
	struct clone_args args = {
		.exit_signal = SIGCHLD, .set_tid = (uintptr_t)&pid, .set_tid_size = 1};

	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

pid_t fork_ending_as(pid_t pid)
{
	pid_t child = clone_as(pid);

	if (child == 0)
		_exit(0);
	return child;
}

pid_t fork_as(pid_t pid)
{
	pid_t child = clone_as(pid);

	if (child == 0) {
		alarm(10);
		pause();
		_exit(0);
	}
	return child;
}

void bystander_end(void)
{
	if (bystander.started <= 0)
		return;
	if (waitpid(bystander.started, NULL, WNOHANG) == 0) {
		kill(bystander.started, SIGKILL);
		waitpid(bystander.started, NULL, 0);
	}
	workload_close(&bystander);
	bystander.started = 0;
}

bool bystander_start(void)
{
	char *const name[] = {"bystander", NULL};
	int error;

	bystander_end();
	error = workload_start_for(&bystander, workloads, name, BYSTANDER_SECONDS);
	return !error || check_call("bystander's start", error);
}

/* Up to the open gate; 0 when the workload runs in the job. */
int begin(struct workload *w, struct drill *d, bool adopt_later)
{
	int error = bystander_start() ? workload_start(w, workloads, d->argv) : -ECHILD;

	job++;
	if (!check_call("start", error))
		return error;
	if (!adopt_later) {
		error = extension_register(&extension, job, w->pid);
		if (!check_call("register", error))
			return error;
	}
	error = workload_go(w);
	if (w->skip[0]) {
		check_skip("workload", w->skip);
		return -EOPNOTSUPP;
	}
	return check("ready", !error && !w->trouble[0], "error %d, said %s", error, w->trouble)
		       ? 0
		       : -EIO;
}

bool start(const char *round, uint32_t capacity, uint32_t overflow)
{
	int error;

	check_begin("%s n=%u", round, capacity);
	if (!bystander_start())
		return false;
	error = extension_start(&extension, capacity, overflow);
	if (check_call("load", error))
		return true;
	extension_print_log(&extension);
	return false;
}

/* Of the first page, enough to know who lives on. */
static void print_members(void)
{
	struct pt_page page = {.head = {.op = PT_OP_LIST}};

	if (proctrackext_page(extension.pins, &page))
		return;
	for (uint32_t i = 0; i < page.head.count; i++)
		check_info("left: job %u pid %u (%.*s) of pid %u", page.processes[i].job,
			   page.processes[i].pid, PT_COMM_SIZE, page.processes[i].comm,
			   page.processes[i].parent);
}

int status_when_empty(struct pt_state *ret_state)
{
	struct pt_request sweep = {.op = PT_OP_SWEEP};
	int error = 0;

	for (int i = 0; i < GONE_TRIES && !error; i++) {
		error = proctrackext_call(extension.pins, &sweep);
		if (!error)
			error = proctrackext_status(extension.pins, ret_state);
		if (!ret_state->counters.tracked)
			break;
		usleep(10000);
	}
	if (!error && ret_state->counters.tracked)
		print_members();
	return error;
}

/* Nothing may be lost on the way, and nothing left. */
void stop(const char *round, int programs)
{
	struct pt_state state;
	uint32_t jobs = 0;

	check_begin("%s stop", round);
	if (check_call("status", status_when_empty(&state))) {
		check_equal("tracked", state.counters.tracked, 0);
		check_equal("untabled", state.counters.untabled, 0);
		check_equal("jobs", state.counters.jobs, 0);
		check_equal("lost exits", state.counters.lost_exits, 0);
		check_equal("exits like forks", state.counters.exits, state.counters.forks);
		check_info("features %#x forks %llu untabled %llu overflow kills %llu "
			   "signal failures %llu hook misses %llu",
			   state.settings.features, state.counters.forks,
			   state.counters.untabled_total, state.counters.overflow_kills,
			   state.counters.signal_failures, state.counters.hook_misses);
	}
	if (!check_call("unload", extension_stop(&extension, 0, &jobs))) {
		extension_print_log(&extension);
		/* What comes next is tried on its own. */
		extension_stop(&extension, PT_FLAG_FORCE, &jobs);
	}
	check("pins", !extension_left_pins(&extension), "some are left");
	for (int i = 0; alone && i < 100 && programs_loaded() > programs; i++)
		poll(NULL, 0, 20);
	if (alone)
		check_equal("programs", programs_loaded(), programs);
}
