// SPDX-License-Identifier: Apache-2.0
// A user's kill, on every kernel: of a job that hops or re-forks, of those whom that user may
// signal and of nobody else; and what a caller leaves behind who dies half-way.
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "callers.h"
#include "check.h"
#include "clock.h"
#include "drills.h"
#include "proctrack.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { USER = 61779, STRANGER = 61780, PATIENCE_MS = 30000 };

static uint32_t features;   /* that are on */
static uint64_t generation; /* of the job that is marked */

static int signal_job(int *number, int signal)
{
	return failure(proctrack_job_kill(number, &signal));
}

static int test(int *number)
{
	return signal_job(number, 0);
}

static int suspend(int *number)
{
	return signal_job(number, SIGSTOP);
}

static int resume(int *number)
{
	return signal_job(number, SIGCONT);
}

static int end(int *number)
{
	int error = signal_job(number, SIGKILL);

	return error ? error : failure(proctrack_job_wait((uint32_t)*number, PATIENCE_MS));
}

static int only_kill(int *number)
{
	return signal_job(number, SIGKILL);
}

/*
 * A workload in a job that belongs to its user, who began it: root may let it in. Then whoever
 * began it goes, for the workload has a limit of processes. One call ends all of it.
 */
static void end_moving(const char *round, char *const argv[])
{
	int number = (int)++job;
	struct workload w;
	pid_t first = member(USER, &number);

	check_begin("%s a user's %s", round, argv[0]);
	if (!check("first member", first > 0, "error %d", -first))
		return;
	if (check_call("start", workload_start(&w, workloads, argv)) &&
	    check_call("register", extension_register(&extension, job, w.pid)) &&
	    check_call("first leaves", kill(first, SIGKILL)) &&
	    check("first left", was_killed(first, SIGKILL), "it lives") &&
	    check_call("ready", workload_go(&w))) {
		long begin = now_ms();

		check_call("kill", run_as(USER, end, number));
		check_info("killed within %ld ms", now_ms() - begin);
		if (check_call("dead", workload_await_end(&w, PATIENCE_MS)))
			check("killed", !w.trouble[0], "it said: %s", w.trouble);
	}
	workload_close(&w);
}

static void refuse(const char *round)
{
	int number = (int)++job;
	pid_t first = member(USER, &number), second;

	check_begin("%s a stranger's kill", round);
	check("member", first > 0, "error %d", -first);
	check_equal("test", run_as(STRANGER, test, number), -EPERM);
	check_equal("kill", run_as(STRANGER, only_kill, number), -EPERM);
	check("alive", waitpid(first, NULL, WNOHANG) == 0, "it is dead");
	second = member(0, &number);
	check("root's member", second > 0, "error %d", -second);
	check_call("kill one's own", run_as(USER, only_kill, number));
	check("killed", was_killed(first, SIGKILL), "it lives");
	check("root's lives", waitpid(second, NULL, WNOHANG) == 0, "it is dead");
	check_equal("kill root's", run_as(USER, only_kill, number), -EPERM);
	check_call("root's kill", run_as(0, end, number));
	check("root's killed", was_killed(second, SIGKILL), "it lives");
	check_equal("empty", run_as(USER, only_kill, number), -ESRCH);
	check_equal("no signal", signal_job(&number, 65), -EINVAL);
}

/* Two members, of whom one ends the job: it is the last to die. */
static int end_from_within(int *number)
{
	int error = failure(proctrack_job_reg_self(number));

	return error ? error : only_kill(number);
}

static bool has_stopped(pid_t child, int flag)
{
	int status = 0;

	for (int i = 0; i < 1000; i++) {
		if (waitpid(child, &status, flag | WNOHANG) == child)
			return flag == WUNTRACED ? WIFSTOPPED(status) : WIFCONTINUED(status);
		usleep(10000);
	}
	return false;
}

static void other_signals(const char *round)
{
	int number = (int)++job;
	pid_t child = member(USER, &number);

	check_begin("%s a user's signals", round);
	check("member", child > 0, "error %d", -child);
	check_call("test", run_as(USER, test, number));
	check_call("stop", run_as(USER, suspend, number));
	check("stopped", has_stopped(child, WUNTRACED), "it runs");
	check_call("continue", run_as(USER, resume, number));
	check("continued", has_stopped(child, WCONTINUED), "it is stopped");
	check_equal("from within", run_as(USER, end_from_within, number), -EINTR);
	check("killed", was_killed(child, SIGKILL), "it lives");
	check_equal("empty", run_as(USER, test, number), -ESRCH);
}

/* The kernel's part of a kill alone, of the job with the generation. */
static int mark(int *number)
{
	struct pt_request request = {
		.job = (uint32_t)*number, .generation = generation, .signal = {SIGKILL}};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return failure(
		setsockopt(fd, pt_level(extension.pins), PT_OP_SIGNAL, &request, sizeof(request)));
}

static uint32_t flags_of(uint32_t id)
{
	struct pt_page page = {.head = {.op = PT_OP_JOBS}};

	do {
		if (proctrackext_page(extension.pins, &page))
			break;
		for (uint32_t i = 0; i < page.head.count; i++)
			if (page.jobs[i].id == id)
				return page.jobs[i].flags;
	} while (page.head.list.after);
	return 0;
}

/* Where the kernel cannot do all of it, a caller may die between the mark and the sweep. */
static void half_way(const char *round)
{
	struct pt_request find = {.op = PT_OP_FIND};
	int number = (int)++job;
	pid_t child = member(USER, &number), late;

	check_begin("%s a kill half-way", round);
	check("member", child > 0, "error %d", -child);
	find.find.pid = child;
	check_call("find", proctrackext_call(extension.pins, &find));
	generation = find.generation + 1;
	check_equal("another job", run_as(USER, mark, number), -ESRCH);
	generation = 0;
	if (features & PT_FEATURE_CALL_TASKS) {
		check_call("any job", run_as(USER, mark, number));
		check("killed", was_killed(child, SIGKILL), "it lives");
		return;
	}
	check_equal("no job named", run_as(USER, mark, number), -EOPNOTSUPP);
	check_equal("unmarked", flags_of(job), 0);
	generation = find.generation;
	check_equal("mark", run_as(USER, mark, number), -EOPNOTSUPP);
	check_equal("marked", flags_of(job), PT_JOB_DYING);
	check("alive", waitpid(child, NULL, WNOHANG) == 0, "it is dead");
	late = member(USER, &number);
	check_equal("closed", late, -EBUSY);
	check_call("kill", run_as(USER, end, number));
	check("killed", was_killed(child, SIGKILL), "it lives");
}

void drill_kills(const char *round)
{
	char *const hopper[] = {"hopper", "-n", "200000", "-u", "61779", NULL};
	char *const bomb[] = {"bomb", "-n", "60", "-u", "61779", "-t", "100000", NULL};
	struct pt_state state = {0};

	check_begin("%s kills", round);
	check_call("status", proctrackext_status(extension.pins, &state));
	features = state.settings.features;
	refuse(round);
	other_signals(round);
	half_way(round);
	end_moving(round, hopper);
	end_moving(round, bomb);
}
