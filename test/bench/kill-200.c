// SPDX-License-Identifier: Apache-2.0
// SIGKILL to 200 sleeping processes until each is a zombie or gone, by pidfds that were opened
// before: one call, cgroup.kill, and a loop of kill(2) that knows all pids. -r rounds.
#include "cgroup.h"
#include "crowd.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MEMBERS = 200 };
enum way { ONE_CALL, CGROUP, LOOP, WAYS };

static int rounds = 151;
static struct cgroup cgroup;
static struct series gone[WAYS], returned[WAYS], waited;
static int survivors[WAYS];

static int kill_all(enum way way, const struct crowd *crowd)
{
	uint32_t signalled;

	if (way == ONE_CALL)
		return proctrackext_signal(BENCH_PINS, JOB, SIGKILL, NULL, &signalled);
	if (way == CGROUP)
		return cgroup_kill(&cgroup);
	for (int i = 0; i < crowd->count; i++)
		if (kill(crowd->pids[i], SIGKILL) < 0)
			return -errno;
	return 0;
}

static void one_round(enum way way)
{
	struct crowd crowd;
	double begin;
	int error = 0;

	crowd_start(&crowd, MEMBERS);
	if (way == ONE_CALL)
		join_job(BENCH_PINS, crowd.pids[0]);
	else if (way == CGROUP)
		error = cgroup_move(&cgroup, crowd.pids[0]);
	if (error)
		die("cgroup.procs", error);
	crowd_go(&crowd);
	crowd_watch(&crowd);
	begin = now_us();
	error = kill_all(way, &crowd);
	add(&returned[way], (now_us() - begin) / 1000);
	if (error)
		die("kill", error);
	crowd_await_gone(&crowd);
	add(&gone[way], (now_us() - begin) / 1000);
	if (way == ONE_CALL) {
		if (proctrackext_wait(BENCH_PINS, JOB, 0, 10000))
			die("wait", 0);
		add(&waited, (now_us() - begin) / 1000);
	}
	survivors[way] += crowd_survivors(&crowd);
}

static void run(void)
{
	int with_cgroup = cgroup_make(&cgroup) == 0;

	load(BENCH_PINS, SMALL);
	for (int round = 0; round < rounds; round++) {
		for (int i = 0; i < WAYS; i++) {
			enum way way = (round + i) % WAYS;

			if (way != CGROUP || with_cgroup)
				one_round(way);
		}
	}
	print_head("kill-200: SIGKILL to 200 processes", "ms until all are gone");
	print_series("one call", &gone[ONE_CALL]);
	print_series("cgroup.kill", &gone[CGROUP]);
	print_series("kill(2) loop", &gone[LOOP]);
	print_series("one call returned after", &returned[ONE_CALL]);
	print_series("the job was empty after", &waited);
	print_series("cgroup.kill returned after", &returned[CGROUP]);
	print_series("kill(2) loop ended after", &returned[LOOP]);
	if (with_cgroup)
		print_ratio("one call / cgroup.kill", &gone[ONE_CALL], &gone[CGROUP], 1.00);
	print_limit("survivors of one call", survivors[ONE_CALL], 0);
}

int main(int argc, char **argv)
{
	int option, status;

	while ((option = getopt(argc, argv, "r:")) != -1) {
		if (option != 'r')
			return 2;
		rounds = atoi(optarg);
	}
	status = bench_main(run, 600);
	cgroup_remove();
	return status;
}
