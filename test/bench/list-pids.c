// SPDX-License-Identifier: Apache-2.0
// The lists of proctrack.h, asked for by a process without any rights: a job of 10 processes, one
// of 250, and all jobs, when there are none and when there are these two.
#include "attached.h"
#include "crowd.h"
#include "proctrack.h"

#include <stdio.h>

enum { FEW = 10, MANY = 250, ROUNDS = 200, BLOCK = 20 };

static struct worker worker;

static double pids_of(uint32_t job, int count, int block)
{
	double begin = now_us();

	for (int i = 0; i < block; i++) {
		int32_t pids[MOST_PROCESSES];

		if (proctrack_get_pids(job, MOST_PROCESSES, pids) != count)
			die("proctrack_get_pids", 0);
	}
	return mean_ns(begin, block);
}

static double pids_of_all(int count, int block)
{
	double begin = now_us();

	for (int i = 0; i < block; i++) {
		int32_t pids[MOST_PROCESSES];
		uint32_t jobs[MOST_PROCESSES];

		if (proctrack_get_all_pids(MOST_PROCESSES, pids, jobs) != count)
			die("proctrack_get_all_pids", 0);
	}
	return mean_ns(begin, block);
}

static double pids_of_few(int block)
{
	return pids_of(JOB, FEW, block);
}

static double pids_of_many(int block)
{
	return pids_of(JOB + 1, MANY, block);
}

static double pids_of_none(int block)
{
	return pids_of_all(0, block);
}

static double pids_of_both(int block)
{
	return pids_of_all(FEW + MANY, block);
}

static const measure asks[] = {pids_of_few, pids_of_many, pids_of_both};
static const char *const ask_names[] = {"a job of 10", "a job of 250", "all jobs: 260 processes"};

static void print_us(const char *what, const struct series *ns)
{
	struct series us = {.count = 0};

	for (int i = 0; i < ns->count; i++)
		add(&us, ns->value[i] / 1000);
	print_series(what, &us);
}

static void run(void)
{
	static struct series none, times[3];
	struct crowd few, many;

	load(BENCH_PINS, SMALL);
	print_head("list-pids: by a process without any rights", "us a call; blocks of 20 calls");
	if (!has_calls(BENCH_PINS)) {
		printf("  (this kernel has no calls)\n");
		return;
	}
	worker_start(&worker, BENCH_PINS, NOBODY);
	for (int round = 0; round < ROUNDS; round++)
		add(&none, worker_ask(&worker, pids_of_none, BLOCK));
	crowd_start(&few, FEW);
	crowd_start(&many, MANY);
	join(BENCH_PINS, JOB, few.pids[0]);
	join(BENCH_PINS, JOB + 1, many.pids[0]);
	crowd_go(&few);
	crowd_go(&many);
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < 3; i++)
			add(&times[(round + i) % 3],
			    worker_ask(&worker, asks[(round + i) % 3], BLOCK));
	for (int i = 0; i < 3; i++)
		print_us(ask_names[i], &times[i]);
	print_us("all jobs: no processes", &none);
	crowd_end(&few);
	crowd_end(&many);
	worker_end(&worker);
}

int main(void)
{
	return bench_main(run, 55);
}
