// SPDX-License-Identifier: Apache-2.0
// Whoever waits for news sleeps until there is some: no processor time while nothing happens, and
// woken by whatever does.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "clock.h"
#include "drills.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { FALL_ASLEEP_MS = 10000, QUIET_MS = 1500, WAKE_MS = 20000, FOR_EVER_MS = 100000 };

/* A process in proctrackext_news; it ends when that answers other news. */
static pid_t sleeper_start(void)
{
	pid_t child = fork();

	if (child == 0) {
		uint64_t known = 0, news;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(120);
		if (proctrackext_news(extension.pins, PT_FLAG_READS, &known, 0))
			_exit(2);
		news = known;
		if (proctrackext_news(extension.pins, PT_FLAG_READS, &news, FOR_EVER_MS))
			_exit(3);
		_exit(news == known);
	}
	return child;
}

/* How often a process has gone to sleep, or -1. */
static long sleeps_of(pid_t pid)
{
	char path[64], line[256];
	long sleeps = -1;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	status = fopen(path, "re");
	while (status && fgets(line, sizeof(line), status))
		if (sscanf(line, "voluntary_ctxt_switches: %ld", &sleeps) == 1)
			break;
	if (status)
		fclose(status);
	return sleeps;
}

/* Whether it comes to sleep on for longer than between two questions. */
static bool falls_asleep(pid_t sleeper)
{
	long until = now_ms() + FALL_ASLEEP_MS, last = -1, since = now_ms();

	while (now_ms() < until) {
		long sleeps = sleeps_of(sleeper);

		if (sleeps != last)
			since = now_ms();
		else if (now_ms() - since >= QUIET_MS)
			return true;
		last = sleeps;
		usleep(20000);
	}
	return false;
}

static pid_t asleep(const char *name)
{
	pid_t sleeper = sleeper_start();

	check(name, falls_asleep(sleeper), "asks again and again");
	return sleeper;
}

static void check_woken(const char *name, pid_t sleeper)
{
	long until = now_ms() + WAKE_MS;
	int status = -1;

	while (waitpid(sleeper, &status, WNOHANG) == 0) {
		if (now_ms() > until) {
			kill(sleeper, SIGKILL);
			waitpid(sleeper, &status, 0);
			break;
		}
		usleep(1000);
	}
	check_equal(name, status, 0);
}

/* A process that ends when it is told to, and is not waited for. */
static pid_t member_start(int gate[2])
{
	pid_t child;
	char byte;

	if (pipe(gate) < 0)
		return -1;
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(120);
		_exit(read(gate[0], &byte, 1) != 1);
	}
	return child;
}

static void check_job(void)
{
	pid_t sleeper = asleep("sleep"), second = asleep("another one");
	int gate[2];
	pid_t member = member_start(gate);

	check_call("register", extension_register(&extension, ++job, member));
	check_woken("by a job", sleeper);
	check_woken("both", second);

	sleeper = asleep("sleep beside a job");
	check_equal("end", write(gate[1], "", 1), 1);
	check_woken("by its end, though nobody waits for the process", sleeper);
	waitpid(member, NULL, 0);
	close(gate[0]);
	close(gate[1]);
}

static void check_signal(void)
{
	int gate[2];
	pid_t member = member_start(gate), sleeper;
	uint32_t sent = 0;

	check_call("register", extension_register(&extension, ++job, member));
	sleeper = asleep("sleep until a signal");
	check_call("signal", proctrackext_signal(extension.pins, job, SIGSTOP, NULL, &sent));
	check_woken("by a signal", sleeper);
	check_call("kill", proctrackext_signal(extension.pins, job, SIGKILL, NULL, &sent));
	waitpid(member, NULL, 0);
	close(gate[0]);
	close(gate[1]);
}

/* More wakes than there is room for. */
static void check_room(void)
{
	for (int i = 0; i < 300; i++) {
		struct pt_request arm = {.op = PT_OP_NEWS, .news = {.flags = PT_FLAG_SLEEPS}};
		pid_t member = fork();

		if (member == 0) {
			pause();
			_exit(0);
		}
		if (proctrackext_call(extension.pins, &arm) ||
		    extension_register(&extension, ++job, member))
			check_call("one of many", -ECHILD);
		kill(member, SIGKILL);
		waitpid(member, NULL, 0);
	}
}

/* Of an extension of its own, for it comes and goes. */
void drill_news(const char *round, int programs)
{
	pid_t sleeper;

	if (!start(round, 50, PT_OVERFLOW_TRACK))
		return;
	check_begin("%s news", round);
	check_job();
	check_signal();
	check_room();
	check_job();
	sleeper = asleep("sleep until a stop");
	stop(round, programs);
	check_begin("%s news", round);
	check_woken("by a stop", sleeper);
	sleeper = sleeper_start();
	usleep(500000);
	if (start(round, 50, PT_OVERFLOW_TRACK)) {
		check_begin("%s news", round);
		check_woken("by a start", sleeper);
		stop(round, programs);
	}
}
