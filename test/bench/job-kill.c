// SPDX-License-Identifier: Apache-2.0
// proctrack_job_kill with signal 0 to a job of 10 processes, by root and by the job's owner, at
// n = 2,048 and at n = 1,000,000, both loaded side by side.
#include "attached.h"
#include "crowd.h"
#include "proctrack.h"

#include <stdio.h>

/* The owner is the tenth: the job is theirs because they begin it. */
enum { MEMBERS = 9, ROUNDS = 200, BLOCK = 50 };

static const char *const places[2] = {BENCH_PINS, BENCH_PINS_LARGE};

static double enter(int block)
{
	int job = JOB;

	if (proctrack_job_reg_self(&job))
		die("proctrack_job_reg_self", 0);
	return block;
}

static double kill_job(int block)
{
	int job = JOB, signal = 0;
	double begin = now_us();

	for (int i = 0; i < block; i++)
		if (proctrack_job_kill(&job, &signal))
			die("proctrack_job_kill", 0);
	return mean_ns(begin, block) / 1000;
}

/* Who goes first changes with the round. */
static void compare(const char *who, const struct worker workers[2])
{
	struct series times[2] = {{.count = 0}, {.count = 0}};
	char line[64];

	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < 2; i++)
			add(&times[(round + i) % 2],
			    worker_ask(&workers[(round + i) % 2], kill_job, BLOCK));
	snprintf(line, sizeof(line), "%s, n = 2,048", who);
	print_series(line, &times[0]);
	snprintf(line, sizeof(line), "%s, n = 1,000,000", who);
	print_series(line, &times[1]);
	print_ratio("ratio", &times[1], &times[0], 1.5);
}

static void run(void)
{
	struct worker owners[2], roots[2];
	struct crowd crowd;

	load(BENCH_PINS, SMALL);
	load(BENCH_PINS_LARGE, LARGE);
	print_head("job-kill: signal 0, a job of 10 processes", "us a call; blocks of 50 calls");
	if (!has_calls(BENCH_PINS)) {
		printf("  (this kernel has no calls)\n");
		return;
	}
	crowd_start_as(&crowd, MEMBERS, NOBODY);
	for (int i = 0; i < 2; i++) {
		worker_start(&owners[i], places[i], NOBODY);
		worker_start(&roots[i], places[i], 0);
		worker_ask(&owners[i], enter, 1);
		join_job(places[i], crowd.pids[0]);
	}
	crowd_go(&crowd);
	compare("by root", roots);
	compare("by the owner", owners);
	crowd_end(&crowd);
	for (int i = 0; i < 2; i++) {
		worker_end(&owners[i]);
		worker_end(&roots[i]);
	}
}

int main(void)
{
	return bench_main(run, 55);
}
