// SPDX-License-Identifier: Apache-2.0
// What a user makes too much of pushes out his own: root's events and final records stay.
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "accounts.h"
#include "callers.h"
#include "check.h"
#include "clock.h"
#include "drills.h"
#include "proctrack.h"
#include "proctrack_loader.h"
#include "scene.h"

/* More than there are events; readers look every 200 ms. More jobs than final records. */
enum { USER = 61802, SIGNALS = 2 * PT_EVENTS, FLOOD_MS = 500, SHORT_JOBS = 150 };

/* A job of root's that root kills; answers its generation. */
static uint64_t kill_one_of_roots(void)
{
	struct pt_request find = {.op = PT_OP_FIND};
	uint32_t sent;
	pid_t child = fork();

	if (child == 0) {
		alarm(60);
		for (;;)
			pause();
	}
	find.find.pid = child;
	check_call("register", extension_register(&extension, ++job, child));
	check_call("find", proctrackext_call(extension.pins, &find));
	check_call("kill", proctrackext_signal(extension.pins, job, SIGKILL, NULL, &sent));
	check_call("wait", proctrackext_wait(extension.pins, job, 0, 30000));
	waitpid(child, NULL, 0);
	return find.generation;
}

/* As many harmless signals as go into the time; to itself, which is in the job. */
static int flood_with_signals(int *number)
{
	int harmless = SIGURG, error = failure(proctrack_job_reg_self(number));
	long until = now_ms() + FLOOD_MS;

	for (int i = 0; i < SIGNALS && !error && now_ms() < until; i++)
		error = failure(proctrack_job_kill(number, &harmless));
	return error;
}

static int flood_with_jobs(int *number)
{
	int status = 0;

	for (int i = 0; i < SHORT_JOBS && !status; i++) {
		pid_t child = fork();

		if (child == 0) {
			*number += i;
			_exit(-failure(proctrack_job_reg_self(number)));
		}
		waitpid(child, &status, 0);
	}
	return -WEXITSTATUS(status);
}

void drill_floods(const char *round)
{
	struct event_counts counts = {0};
	struct pt_account account;
	uint64_t generation;
	uint32_t killed;

	check_begin("%s floods", round);
	generation = kill_one_of_roots();
	killed = job;
	check_call("signals", run_as(USER, flood_with_signals, (int)++job));
	check_call("events", events_of(extension.pins, killed, generation, &counts));
	check_equal("root's registration", counts.of[PT_EVENT_REGISTERED], 1);
	check_equal("root's kill", counts.of[PT_EVENT_SIGNALLED], 1);
	check_equal("its end", counts.of[PT_EVENT_EMPTIED], 1);
	check_equal("gaps", counts.disorder, 0);
	check_call("jobs", run_as(USER, flood_with_jobs, (int)++job));
	job += SHORT_JOBS;
	check_call("root's final record", account_ended(extension.pins, killed, &account));
	check_call("the user's last one", account_ended(extension.pins, job - 1, &account));
	check_equal("the user's first one", account_ended(extension.pins, killed + 2, &account),
		    -ESRCH);
}
