// SPDX-License-Identifier: Apache-2.0
// proctrack_get_job_id from a process without any rights against a plain getsockopt, with the calls
// attached and with nothing loaded; the extension is started and stopped for each.
#include "attached.h"
#include "proctrack.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROUNDS = 15, BLOCKS = 20, BLOCK = 1000 };
enum { NOTHING, AT_SMALL, AT_LARGE, STATES };
enum { PLAIN, OPTION, IN_JOB, NO_JOB, ASKS };

static const uint32_t capacities[] = {0, SMALL, LARGE};
static const char *state_names[] = {"nothing loaded", "n = 2,048", "n = 1,000,000"};
static const char *const ask_names[] = {"plain", "option alone", "in a job", "in no job"};

static struct series times[STATES][ASKS];
static struct worker worker;
static int fd, others;

static double ask_plain(int block)
{
	double begin = now_us();

	for (int i = 0; i < block; i++) {
		int type;
		socklen_t size = sizeof(type);

		if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0)
			die("getsockopt", 0);
	}
	return mean_ns(begin, block);
}

/* What the kernel has to do of it, without the library. */
static double ask_option(int block)
{
	int level = pt_level(BENCH_PINS) + PT_ASK_FIND, pid = getpid();
	double begin = now_us();

	for (int i = 0; i < block; i++) {
		struct pt_answer answer;
		socklen_t size = sizeof(answer);

		if (getsockopt(fd, level, pid, &answer, &size) < 0 || answer.value != JOB)
			die("the call's option", 0);
	}
	return mean_ns(begin, block);
}

static double ask_job(int pid, uint32_t job, int block)
{
	double begin = now_us();

	for (int i = 0; i < block; i++)
		if (proctrack_get_job_id(&pid) != job)
			die("proctrack_get_job_id", 0);
	return mean_ns(begin, block);
}

static double ask_in_job(int block)
{
	return ask_job(getpid(), JOB, block);
}

static double ask_no_job(int block)
{
	return ask_job(getppid(), 0, block);
}

static const measure asks[] = {ask_plain, ask_option, ask_in_job, ask_no_job};

/* 0: this kernel has no calls. */
static int one_state(int state)
{
	int count = state == NOTHING ? 1 : ASKS;

	if (state != NOTHING) {
		load(BENCH_PINS, capacities[state]);
		if (!has_calls(BENCH_PINS))
			return 0;
		join_job(BENCH_PINS, worker.pid);
	}
	for (int block = 0; block < BLOCKS; block++) {
		for (int i = 0; i < count; i++) {
			int ask = (block + i) % count;

			add(&times[state][ask],
			    ask_undisturbed(&worker, asks[ask], BLOCK, state != NOTHING));
		}
	}
	unload(BENCH_PINS);
	return 1;
}

static void print_times(void)
{
	char line[64];

	for (int ask = 0; ask < ASKS; ask++) {
		for (int state = 0; state < STATES; state++) {
			snprintf(line, sizeof(line), "%s, %s", ask_names[ask], state_names[state]);
			print_series(line, &times[state][ask]);
		}
	}
	for (int state = AT_SMALL; state < STATES; state++) {
		const struct series *ours = &times[state][IN_JOB];

		snprintf(line, sizeof(line), "in a job / plain, %s", state_names[state]);
		print_ratio(line, ours, &times[state][PLAIN], 2.5);
		if (!others)
			print_ratio("the same / plain, nothing loaded", ours,
				    &times[NOTHING][PLAIN], 2.5);
	}
	print_disturbances();
}

static void run(void)
{
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		die("socket", 0);
	others = attached_settle();
	if (others)
		state_names[NOTHING] = "without ours";
	worker_start(&worker, BENCH_PINS, NOBODY);
	print_head("get-job-id: by a process without any rights",
		   "ns a call; blocks of 1,000 calls");
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < STATES; i++) {
			if (!one_state((round + i) % STATES)) {
				printf("  (this kernel has no calls)\n");
				return;
			}
		}
	}
	print_times();
	worker_end(&worker);
}

int main(void)
{
	return bench_main(run, 280);
}
