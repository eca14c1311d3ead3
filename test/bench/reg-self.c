// SPDX-License-Identifier: Apache-2.0
// A child that enters a job with proctrack_job_reg_self and ends, against one that only ends; the
// parent has no rights, and is in no job, so that each child begins the job and ends it.
#include "attached.h"
#include "proctrack.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 200, BLOCK = 20 };
enum { PLAIN, NEW_JOB, JOIN, ASKS };

static double children(uint32_t number, int block)
{
	double begin;
	int job = (int)number;

	proctrack_get_job_id(&job); /* looks for the extension, once for all children */
	begin = now_us();
	for (int i = 0; i < block; i++) {
		int status;
		pid_t pid = fork();

		if (pid < 0)
			die("fork", 0);
		if (pid == 0) {
			alarm(DEAD_MAN_SECONDS);
			_exit(job && proctrack_job_reg_self(&job));
		}
		if (waitpid(pid, &status, 0) != pid || status)
			die("proctrack_job_reg_self", 0);
	}
	return mean_ns(begin, block) / 1000;
}

static double plain(int block)
{
	return children(0, block);
}

static double new_job(int block)
{
	return children(JOB, block);
}

static double join_one(int block)
{
	return children(JOB + 1, block);
}

/* Keeps the second job alive. */
static double enter(int block)
{
	int job = JOB + 1;

	if (proctrack_job_reg_self(&job))
		die("proctrack_job_reg_self", 0);
	return block;
}

static const measure asks[] = {plain, new_job, join_one};
static const char *const ask_names[] = {"fork, exit", "fork, enter a new job, exit",
					"fork, enter a job that exists, exit"};

static void run(void)
{
	static struct series times[ASKS];
	struct worker worker, member;

	load(BENCH_PINS, SMALL);
	print_head("reg-self: by a process without any rights",
		   "us from fork to the end of waitpid; blocks of 20");
	if (!has_calls(BENCH_PINS)) {
		printf("  (this kernel has no calls)\n");
		return;
	}
	worker_start(&worker, BENCH_PINS, NOBODY);
	worker_start(&member, BENCH_PINS, NOBODY);
	worker_ask(&member, enter, 1);
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < ASKS; i++)
			add(&times[(round + i) % ASKS],
			    worker_ask(&worker, asks[(round + i) % ASKS], BLOCK));
	for (int i = 0; i < ASKS; i++)
		print_series(ask_names[i], &times[i]);
	for (int i = NEW_JOB; i < ASKS; i++)
		printf("  %-42s %10.2f\n",
		       i == NEW_JOB ? "a new job costs" : "a job that exists costs",
		       median(&times[i]) - median(&times[PLAIN]));
	worker_end(&worker);
	worker_end(&member);
}

int main(void)
{
	return bench_main(run, 55);
}
