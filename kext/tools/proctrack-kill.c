// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proctrack-kill: signal every process of a job and say what came of it, as "proctrack kill".  It
 * must work where the job has taken what others need: it starts no process and no thread, opens a
 * file or two at a time, and needs neither /proc nor a library.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include "durations.h"
#include "members.h"
#include "options.h"
#include "signals.h"
#include "tool.h"
#include "waiting.h"

#define KILL_WAIT_MS 10000 /* the teardown of some thousand processes with room to spare */
#define USAGE_LINE "proctrack kill JOB [-s SIGNAL | --grace DURATION] [--dry-run] [--json]"

enum { SIGNAL, GRACE, DRY_RUN, HELP };

static const struct option_name options[] = {
	[SIGNAL] = {'s', "signal", true},
	[GRACE] = {0, "grace", true},
	[DRY_RUN] = {0, "dry-run", false},
	[HELP] = {'h', "help", false},
	{0},
};

/* What came of it. */
struct verdict {
	int signal; /* the last one that was sent */
	int signalled;
	int64_t waited_ms;
	bool empty;
};

static _Noreturn void fail_with(int error, const struct exact_job *job)
{
	if (error == -ESRCH)
		fail(NO_SUCH_JOB, "no job %u: proctrack list shows all jobs", job->id);
	if (error == -EPERM)
		fail(REFUSED,
		     "job %u has no process that you may signal: only its owner and root with "
		     "CAP_KILL may",
		     job->id);
	errno = -error;
	fail_call("signal");
}

/* How many the signal will reach; the calls do not say how many it did. */
static int count_reached(const struct exact_job *job)
{
	struct members members;
	int reached = 0;

	if (geteuid() == 0 || members_of(job, &members) != 0)
		return proctrack_get_pids(job->id, 0, NULL);
	for (int i = 0; i < members.count; i++)
		reached += kill((pid_t)members.all[i].pid, 0) == 0;
	return reached;
}

static int send_signal(const struct exact_job *job, int signal, struct verdict *verdict)
{
	int reached = count_reached(job);
	int error = exact_signal(job, signal);

	verdict->signal = signal;
	verdict->signalled = error || reached < 0 ? 0 : reached;
	return error;
}

/* A job that ended between two steps is what was wanted; who is left is told in the verdict. */
static void send_if_there(const struct exact_job *job, int signal, struct verdict *verdict)
{
	int error = send_signal(job, signal, verdict);

	if (error && error != -ESRCH && error != -EPERM)
		fail_with(error, job);
}

static void await(const struct exact_job *job, int64_t timeout_ms, struct verdict *verdict)
{
	int64_t begin = monotonic_ms();
	int error = await_empty(job, timeout_ms);

	if (error && error != -ETIMEDOUT)
		fail_with(error, job);
	verdict->empty = !error;
	verdict->waited_ms += monotonic_ms() - begin;
}

/* SIGTERM, and SIGCONT so that suspended processes hear it; then SIGKILL to what is left. */
static void terminate(const struct exact_job *job, int64_t grace_ms, struct verdict *verdict)
{
	struct verdict resumed;

	send_if_there(job, SIGCONT, &resumed);
	await(job, grace_ms, verdict);
	if (verdict->empty)
		return;
	send_if_there(job, SIGKILL, verdict);
	await(job, KILL_WAIT_MS, verdict);
}

/* Those who are left, sorted by pid. */
static void print_survivors(const struct members *left)
{
	char command[SAFE_SIZE];

	for (int i = 0; i < left->count; i++) {
		const struct member *one = &left->all[i];

		printf("  pid %u", one->pid);
		if (one->known)
			printf("  state %c  command %s", one->state,
			       safe_text(one->command, command));
		putchar('\n');
	}
}

static const char *processes(int count)
{
	return count == 1 ? "process" : "processes";
}

/* After a signal that need not kill, those who are left are no news. */
static enum exit_code print_verdict(const struct exact_job *job, const struct verdict *verdict,
				    bool lethal)
{
	struct members left = {0};
	char name[SIGNAL_NAME_SIZE];
	int error = lethal && !verdict->empty ? members_of(job, &left) : 0;

	printf("job %u: %s to %d %s", job->id, signal_name(verdict->signal, name),
	       verdict->signalled, processes(verdict->signalled));
	if (!lethal) {
		putchar('\n');
		return printed();
	}
	if (error) {
		puts(", survivors left");
		fflush(stdout);
		fail_with(error, job);
	}
	printf(", %d survivor%s, waited %lld ms\n", left.count, left.count == 1 ? "" : "s",
	       (long long)verdict->waited_ms);
	print_survivors(&left);
	if (left.count)
		fflush(stdout);
	return left.count ? LEFT_OVER : printed();
}

static enum exit_code rehearse(uint32_t id, int signal)
{
	struct exact_job job = {.id = id};
	struct members members;
	char name[SIGNAL_NAME_SIZE];
	int error = members_of(&job, &members);

	if (!error && !members.count)
		error = -ESRCH;
	if (error)
		fail_with(error, &job);
	printf("job %u: %s would go to %d %s\n", id, signal_name(signal, name), members.count,
	       processes(members.count));
	print_table(&members);
	return printed();
}

int main(int count, char **words)
{
	struct command_line line = {.options = options, .usage = USAGE_LINE};
	struct verdict verdict = {0};
	struct exact_job job;
	int64_t grace = 0;
	int error, signal = SIGKILL;
	uint32_t id;

	begin_rescue();
	read_options(&line, count - 1, words + 1, 1, 1);
	if (line.given[SIGNAL] && line.given[GRACE])
		fail_usage(&line, "--grace sends TERM and then KILL: omit -s", "");
	if (line.given[GRACE]) {
		grace = duration_ms("--grace", line.values[GRACE], 1);
		signal = SIGTERM;
	} else if (line.given[SIGNAL]) {
		signal = signal_number(line.values[SIGNAL]);
	}
	id = job_number(line.arguments[0]);
	if (line.given[DRY_RUN])
		return rehearse(id, signal);
	error = exact_find(id, &job);
	if (!error)
		error = send_signal(&job, signal, &verdict);
	if (error)
		fail_with(error, &job);
	if (grace)
		terminate(&job, grace, &verdict);
	else if (signal == SIGKILL)
		await(&job, KILL_WAIT_MS, &verdict);
	return print_verdict(&job, &verdict, grace || signal == SIGKILL);
}
