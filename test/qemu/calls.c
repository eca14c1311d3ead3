// SPDX-License-Identifier: Apache-2.0
// The calls of proctrack.h: what 2004's program does, for root and for any user, on every kernel.
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "callers.h"
#include "check.h"
#include "drills.h"
#include "proctrack.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { NOBODY = 65534, MEMBERS = 3, PATIENCE_MS = 20000 };

/* Register, and know it. */
static int enter(int *number)
{
	int me = getpid();

	if (proctrack_job_reg_self(number) < 0)
		return -errno;
	return proctrack_get_job_id(&me) == (uint32_t)*number ? 0 : -ENOMSG;
}

static pid_t sleeper(void)
{
	pid_t child = fork();

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(60);
		pause();
		_exit(0);
	}
	return child;
}

/* As the program of 2004 did: register by pid, list, signal, ask until nobody is left. */
static int keep_a_job(int *number)
{
	int pids[MEMBERS], test = 0, end = SIGKILL;
	int32_t listed[MEMBERS];
	uint32_t jobs[MEMBERS];

	for (int i = 0; i < MEMBERS; i++) {
		pids[i] = sleeper();
		if (pids[i] < 0 || proctrack_job_reg_pid(number, &pids[i]) < 0)
			return -errno;
	}
	if (proctrack_get_pids((uint32_t)*number, MEMBERS, listed) != MEMBERS)
		return -ENOMSG;
	if (proctrack_get_all_pids(MEMBERS, listed, jobs) < MEMBERS)
		return -ENOMSG;
	if (proctrack_job_label((uint32_t)*number, NOBODY, "drill") < 0)
		return -errno;
	if (proctrack_job_unreg(number) == 0 || errno != EBUSY)
		return -ENOMSG;
	if (proctrack_job_kill(number, &test) < 0 || proctrack_job_kill(number, &end) < 0)
		return -errno;
	if (proctrack_job_wait((uint32_t)*number, PATIENCE_MS) < 0)
		return -errno;
	return failure(proctrack_job_unreg(number));
}

/* A job of one's own: who is in it, is it over, and its end. */
static int own_a_job(int *number)
{
	int first = member(0, number), second = member(0, number), test = 0, end = SIGKILL;
	int32_t listed[MEMBERS];
	uint32_t jobs[MEMBERS];

	if (first < 0 || second < 0)
		return first < 0 ? first : second;
	if (proctrack_get_job_id(&second) != (uint32_t)*number)
		return -errno;
	if (proctrack_get_pids((uint32_t)*number, MEMBERS, listed) != 2 || listed[0] != first ||
	    listed[1] != second)
		return -ENOMSG;
	if (proctrack_get_all_pids(MEMBERS, listed, jobs) < 2)
		return -ENOMSG;
	if (proctrack_job_unreg(number) == 0 || errno != EBUSY)
		return -ENOMSG;
	if (proctrack_job_kill(number, &test) < 0 || proctrack_job_kill(number, &end) < 0)
		return -errno;
	if (proctrack_job_wait((uint32_t)*number, PATIENCE_MS) < 0)
		return -errno;
	return failure(proctrack_job_unreg(number));
}

void drill_calls(const char *round)
{
	struct pt_state state = {0};

	check_begin("%s calls", round);
	check_call("status", proctrackext_status(extension.pins, &state));
	check("open", state.settings.features & PT_FEATURE_CALLS, "features %#x",
	      state.settings.features);
	job += 4;
	check_call("root enters", run_as(0, enter, (int)job));
	check_call("root's job", run_as(0, keep_a_job, (int)job - 1));
	check_call("a user enters", run_as(NOBODY, enter, (int)job - 2));
	check_equal("a user registers others", run_as(NOBODY, keep_a_job, (int)job - 2), -EPERM);
	check_call("a user's job", run_as(NOBODY, own_a_job, (int)job - 3));
}

void drill_without_calls(const char *round)
{
	check_begin("%s without calls", round);
	job += 3;
	check_call("root enters", run_as(0, enter, (int)job));
	check_call("root's job", run_as(0, keep_a_job, (int)job - 1));
	check_equal("a user enters", run_as(NOBODY, enter, (int)job - 2), -ENOSYS);
	check_skip("kills, pid namespaces, client of 2004", "users have no calls");
}
