// SPDX-License-Identifier: Apache-2.0
// SIGKILL to the owner of a job of 300 sleeping processes, until each of them is a zombie or gone;
// against one call that kills such a job, and cgroup.kill. -r rounds.
#include "cgroup.h"
#include "crowd.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MEMBERS = MOST_PROCESSES };
enum way { OWNER, ONE_CALL, CGROUP, WAYS };

static int rounds = 101;
static struct cgroup cgroup;
static struct series gone[WAYS];
static int survivors[WAYS];

static int owner_start(void)
{
	int pid = fork();

	if (pid < 0)
		die("fork", 0);
	if (pid)
		return pid;
	alarm(DEAD_MAN_SECONDS);
	for (;;)
		pause();
}

static void tie(int owner)
{
	struct pt_request request = {.op = PT_OP_TIE, .job = JOB, .tie = {.pid = owner}};
	int error = proctrackext_call(BENCH_PINS, &request);

	if (error)
		die("tie", error);
}

static int kill_all(enum way way, int owner)
{
	uint32_t signalled;

	if (way == OWNER)
		return kill(owner, SIGKILL);
	if (way == ONE_CALL)
		return proctrackext_signal(BENCH_PINS, JOB, SIGKILL, NULL, &signalled);
	return cgroup_kill(&cgroup);
}

static void one_round(enum way way)
{
	int owner = owner_start(), error;
	struct crowd crowd;
	double begin;

	crowd_start(&crowd, MEMBERS);
	if (way == CGROUP) {
		error = cgroup_move(&cgroup, crowd.pids[0]);
		if (error)
			die("cgroup.procs", error);
	} else {
		join_job(BENCH_PINS, crowd.pids[0]);
	}
	if (way == OWNER)
		tie(owner);
	crowd_go(&crowd);
	crowd_watch(&crowd);
	begin = now_us();
	error = kill_all(way, owner);
	if (error)
		die("kill", error);
	crowd_await_gone(&crowd);
	add(&gone[way], (now_us() - begin) / 1000);
	kill(owner, SIGKILL);
	waitpid(owner, NULL, 0);
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
	print_head("owner-300: the owner of 300 processes ends", "ms until all are gone");
	print_series("the owner's end", &gone[OWNER]);
	print_series("one call", &gone[ONE_CALL]);
	print_series("cgroup.kill", &gone[CGROUP]);
	if (with_cgroup)
		print_ratio("the owner's end / cgroup.kill", &gone[OWNER], &gone[CGROUP], 1.10);
	print_limit("survivors of the owner's end", survivors[OWNER], 0);
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
