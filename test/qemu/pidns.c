// SPDX-License-Identifier: Apache-2.0
// The calls in a pid namespace: what the caller sees there, ENOSYS where the kernel cannot say, and
// never a process of another namespace.
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "callers.h"
#include "check.h"
#include "drills.h"
#include "proctrack.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { NOBODY = 65534, PATIENCE_MS = 20000 };

static bool translates; /* the kernel tells pids from one namespace to another */

/* Only as the kernel can; -ENOMSG: something else. */
static int expect(long is, long must)
{
	if (translates)
		return is == must ? 0 : -ENOMSG;
	return is <= 0 && errno == ENOSYS ? 0 : -ENOMSG;
}

/* The first process of a new namespace, and a child of it, both in the job. */
static int use_calls(int *number)
{
	int me = getpid(), other, outside = 4000000, test = 0;
	int32_t pids[4];
	uint32_t jobs[4];
	int error = failure(proctrack_job_reg_self(number));

	if (error || me != 1)
		return error ? error : -ENOMSG;
	other = fork();
	if (other == 0) {
		pause();
		_exit(0);
	}
	if (proctrack_get_job_id(&me) != (uint32_t)*number)
		return -errno;
	error = expect(proctrack_get_job_id(&other), *number);
	if (!error && proctrack_get_job_id(&outside) != 0)
		error = -ENOMSG;
	if (!error)
		error = expect(proctrack_get_pids((uint32_t)*number, 4, pids), 2);
	if (!error)
		error = expect(proctrack_get_all_pids(4, pids, jobs), 2);
	if (!error)
		error = expect(proctrack_job_kill(number, &test), 0);
	if (!error && (proctrack_job_unreg(number) == 0 || errno != EBUSY))
		error = -ENOMSG;
	if (!error && (proctrack_job_wait((uint32_t)*number, 30) == 0 || errno != ETIMEDOUT))
		error = -ENOMSG;
	return error;
}

/* Root there registers by its own pid; a user may not. */
static int register_by_pid(int *number)
{
	int me = getpid();
	int error = failure(proctrack_job_reg_pid(number, &me));

	if (error)
		return error;
	return proctrack_get_job_id(&me) == (uint32_t)*number ? 0 : -ENOMSG;
}

/* 255: this machine allows no such namespace. */
static int in_namespace(int *number, int flags, int (*body)(int *))
{
	int status = 0;
	pid_t child;

	if (unshare(flags) < 0)
		return -255;
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(60);
		_exit(-body(number));
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return -errno;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

static int user_calls(int *number)
{
	return in_namespace(number, CLONE_NEWUSER | CLONE_NEWPID, use_calls);
}

static int root_calls(int *number)
{
	return in_namespace(number, CLONE_NEWPID, use_calls);
}

static int root_registers(int *number)
{
	return in_namespace(number, CLONE_NEWPID, register_by_pid);
}

static int user_registers(int *number)
{
	return in_namespace(number, CLONE_NEWUSER | CLONE_NEWPID, register_by_pid);
}

/* Its children are to live in a namespace, but it does not itself: it sees all. */
static int before_the_first(int *number)
{
	int me = getpid(), error;

	if (unshare(CLONE_NEWPID) < 0)
		return -255;
	error = failure(proctrack_job_reg_self(number));
	if (error)
		return error;
	return proctrack_get_job_id(&me) == (uint32_t)*number ? 0 : -ENOMSG;
}

/* Root's job outside, and the same uid inside: no say over it. */
static int end_outer(int *number)
{
	int end = SIGKILL;

	if (proctrack_job_unreg(number) == 0 || errno != EPERM)
		return -ENOMSG;
	if (proctrack_job_reg_self(number) == 0 || errno != EPERM)
		return -ENOMSG;
	return proctrack_job_kill(number, &end) < 0 ? 0 : -ENOMSG;
}

static int root_ends_outer(int *number)
{
	return in_namespace(number, CLONE_NEWPID, end_outer);
}

static void check_there(const char *name, int is, int must)
{
	if (is == -255)
		check_skip(name, "no such namespace here");
	else
		check_equal(name, is, must);
}

void drill_namespaces(const char *round)
{
	struct pt_state state = {0};
	int number = (int)(job += 10);
	pid_t outer = member(0, &number);

	check_begin("%s pid namespaces", round);
	check_call("status", proctrackext_status(extension.pins, &state));
	translates = state.settings.features & PT_FEATURE_CALL_TASKS;
	check_info("pids are %s", translates ? "translated" : "not translated");
	check("outer member", outer > 0, "error %d", -outer);
	check_there("root's calls", run_as(0, root_calls, number - 1), 0);
	check_there("root by its pid", run_as(0, root_registers, number - 2), 0);
	check_there("a user's calls", run_as(NOBODY, user_calls, number - 3), 0);
	check_there("a user by its pid", run_as(NOBODY, user_registers, number - 4), -EPERM);
	check_there("outside of a new one", run_as(0, before_the_first, number - 5), 0);
	check_there("an outer job", run_as(0, root_ends_outer, number), 0);
	check("outer lives", outer > 0 && waitpid(outer, NULL, WNOHANG) == 0, "it is dead");
	if (outer > 0)
		kill(outer, SIGKILL);
	check_call("over", proctrackext_wait(extension.pins, job, 0, PATIENCE_MS));
}
