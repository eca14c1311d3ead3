/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A client as they were written in 2004, for that interface alone: a scheduler's step that takes
 * its processes into a job, asks for them, ends them and polls until the job is over. Plain C that
 * a C++ compiler takes too. "root" and "user" say what the caller may do.
 */
#include <errno.h>
#include <proctrack.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILDREN 5
#define LIFE 40 /* seconds */
#define ROOM 1024

static int job = 2004;

static void must(int right, const char *what)
{
	if (right)
		return;
	fprintf(stderr, "client2004: %s (errno: %s)\n", what, strerror(errno));
	exit(1);
}

static pid_t start(void)
{
	pid_t pid = fork();

	must(pid >= 0, "fork");
	if (pid == 0)
		alarm(LIFE);
	return pid;
}

/* A child that waits for its gate, has a child of its own, and tells both pids. */
static pid_t child(int gate, int told)
{
	pid_t pid = start();
	pid_t pids[2];
	char byte;

	if (pid)
		return pid;
	if (read(gate, &byte, 1) != 1)
		_exit(1);
	pids[0] = getpid();
	pids[1] = start();
	if (pids[1] && write(told, pids, sizeof(pids)) != (ssize_t)sizeof(pids))
		_exit(1);
	for (;;)
		pause();
}

static int is_in(const int32_t *list, int count, pid_t pid)
{
	int found = 0, i;

	for (i = 0; i < count; i++)
		found += list[i] == pid;
	return found;
}

/* All of them, by each of the calls that lists. */
static void look(const pid_t *pids, int count)
{
	static int32_t list[ROOM], all[ROOM];
	static uint32_t jobs[ROOM];
	int listed = proctrack_get_pids((uint32_t)job, ROOM, list);
	int total = proctrack_get_all_pids(ROOM, all, jobs), i, j, pid;

	must(listed == count, "get_pids: another number");
	must(total >= count && total <= ROOM, "get_all_pids: fewer");
	for (i = 0; i < count; i++) {
		int in_all = 0;

		must(is_in(list, listed, pids[i]) == 1, "get_pids: not once");
		for (j = 0; j < total; j++)
			in_all += all[j] == pids[i] && jobs[j] == (uint32_t)job;
		must(in_all == 1, "get_all_pids: not once");
		pid = pids[i];
		must(proctrack_get_job_id(&pid) == (uint32_t)job, "get_job_id");
	}
	must(proctrack_get_pids((uint32_t)job, 1, list) == count, "get_pids: too little room");
}

static void end(int reap)
{
	int none = 0, kill_signal = SIGKILL, tries;

	must(proctrack_job_kill(&job, &none) == 0, "kill 0");
	must(proctrack_job_unreg(&job) == -1 && errno == EBUSY, "unreg of a live job");
	must(proctrack_job_kill(&job, &kill_signal) == 0, "kill");
	for (tries = 0; proctrack_job_unreg(&job) != 0; tries++) {
		must(errno == EBUSY, "unreg");
		must(tries < 5000, "unreg: never over");
		usleep(2000);
	}
	must(proctrack_job_kill(&job, &none) == -1 && errno == ESRCH, "kill of an ended job");
	must(proctrack_get_pids((uint32_t)job, 0, NULL) == 0, "get_pids of an ended job");
	for (tries = 0; tries < reap; tries++) {
		int status;

		must(wait(&status) > 0, "wait");
		must(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "not killed");
	}
}

static void as_root(void)
{
	int gate[2], told[2], i, pid;
	pid_t pids[2 * CHILDREN];
	pid_t bystander = start();

	if (!bystander)
		for (;;)
			pause();
	must(pipe(gate) == 0 && pipe(told) == 0, "pipe");
	for (i = 0; i < CHILDREN; i++) {
		pid = child(gate[0], told[1]);
		must(proctrack_get_job_id(&pid) == 0 && errno == ENOENT, "in no job yet");
		must(proctrack_job_reg_pid(&job, &pid) == 0, "reg_pid");
		must(proctrack_job_reg_pid(&job, &pid) == -1 && errno == EEXIST, "reg_pid again");
	}
	must(write(gate[1], "ggggg", CHILDREN) == CHILDREN, "gate");
	for (i = 0; i < CHILDREN; i++)
		must(read(told[0], &pids[2 * i], 2 * sizeof(pid_t)) == 2 * sizeof(pid_t), "told");
	look(pids, 2 * CHILDREN);
	proctrack_dump_records();
	end(CHILDREN);
	must(waitpid(bystander, NULL, WNOHANG) == 0, "the bystander has died");
	kill(bystander, SIGKILL);
	waitpid(bystander, NULL, 0);
}

static void member(int told)
{
	pid_t pids[2];
	int self = getpid();

	must(proctrack_job_reg_self(&job) == 0, "reg_self");
	must(proctrack_job_reg_self(&job) == -1 && errno == EEXIST, "reg_self again");
	must(proctrack_get_job_id(&self) == (uint32_t)job, "own job");
	pids[0] = self;
	pids[1] = start();
	if (pids[1])
		must(write(told, pids, sizeof(pids)) == (ssize_t)sizeof(pids), "tell");
	for (;;)
		pause();
}

static void as_user(void)
{
	int told[2], self = getpid();
	pid_t pids[2];

	must(pipe(told) == 0, "pipe");
	must(proctrack_job_reg_pid(&job, &self) == -1 && errno == EPERM, "reg_pid is root's");
	if (start() == 0)
		member(told[1]);
	close(told[1]);
	must(read(told[0], pids, sizeof(pids)) == (ssize_t)sizeof(pids), "told");
	look(pids, 2);
	end(1);
}

int main(int argc, char **argv)
{
	alarm(LIFE);
	must(argc == 2, "usage: client2004 root|user");
	must(proctrack_version() == 4, "version");
	must(proctrack_job_unreg(&job) == 0, "unreg of a job that never was");
	if (strcmp(argv[1], "root") == 0)
		as_root();
	else
		as_user();
	printf("done\n");
	return 0;
}
