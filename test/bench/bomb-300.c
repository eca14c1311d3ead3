// SPDX-License-Identifier: Apache-2.0
// A fork bomb that re-forks, ended by one call and by cgroup.kill: the time until all are gone, and
// who survives. Options: -r rounds, -n processes. The bomb (of test/workloads) has an uid, a
// limit and a dead-man of its own; the killer is running before it starts.
#include "bench.h"
#include "cgroup.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BOMB_UID = 61777, END_MS = 10000, BURN_MS = 100, MOST = 290 };
enum way { ONE_CALL, CGROUP, WAYS };

struct bomb {
	pid_t launcher;
	int gate;
	FILE *lines;
};

static int rounds = 10, processes = MOST;
static struct cgroup cgroup;
static struct series gone[WAYS];
static int survivors[WAYS], not_ended[WAYS];

static _Noreturn void become_bomb(int gate, int output)
{
	char number[16], uid[16];
	const char *file = getenv("BOMB");

	snprintf(number, sizeof(number), "%d", processes);
	snprintf(uid, sizeof(uid), "%d", BOMB_UID);
	setenv("DRILL_SECONDS", "30", 1);
	alarm(DEAD_MAN_SECONDS);
	dup2(gate, 0);
	dup2(output, 1);
	execl(file ? file : "../workloads/build/bomb", "bomb", "-n", number, "-u", uid, NULL);
	_exit(1);
}

/* Read lines until one begins so; its number. -1: the end. */
static int await_line(struct bomb *bomb, const char *begin)
{
	char line[128];

	while (fgets(line, sizeof(line), bomb->lines))
		if (!strncmp(line, begin, strlen(begin)))
			return atoi(line + strlen(begin));
	return -1;
}

/* The bomb's process at the gate. */
static pid_t bomb_start(struct bomb *bomb)
{
	int gate[2], output[2];
	pid_t pid;

	if (pipe2(gate, O_CLOEXEC) < 0 || pipe2(output, O_CLOEXEC) < 0)
		die("pipe", 0);
	bomb->launcher = fork();
	if (bomb->launcher < 0)
		die("fork", 0);
	if (bomb->launcher == 0)
		become_bomb(gate[0], output[1]);
	close(gate[0]);
	close(output[1]);
	bomb->gate = gate[1];
	bomb->lines = fdopen(output[0], "r");
	if (!bomb->lines)
		die("fdopen", 0);
	setvbuf(bomb->lines, NULL, _IONBF, 0);
	pid = await_line(bomb, "pid ");
	if (pid <= 0)
		die("bomb", -ECHILD);
	return pid;
}

/* Processes of the bomb's uid that live; signal 0 only counts. */
static int bomb_processes(int signal)
{
	struct dirent *entry;
	DIR *proc = opendir("/proc");
	int count = 0;

	while (proc && (entry = readdir(proc))) {
		char path[300], state = 0;
		struct stat about;
		FILE *file;

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/stat", entry->d_name);
		if (stat(path, &about) < 0 || about.st_uid != BOMB_UID)
			continue;
		file = fopen(path, "re");
		if (!file)
			continue;
		if (fscanf(file, "%*d (bomb) %c", &state) == 1 && state != 'Z' && state != 'X') {
			count++;
			if (signal)
				kill(atoi(entry->d_name), signal);
		}
		fclose(file);
	}
	if (proc)
		closedir(proc);
	return count;
}

/* To the end of file; 0: "done" or "expired" said that the kill did not end it. */
static int await_end(struct bomb *bomb)
{
	struct pollfd output = {.fd = fileno(bomb->lines), .events = POLLIN};
	char text[4096];
	int killed = 1;

	for (;;) {
		ssize_t got;

		if (poll(&output, 1, END_MS) <= 0)
			return 0;
		got = read(output.fd, text, sizeof(text) - 1);
		if (got <= 0)
			return killed;
		text[got] = '\0';
		if (strstr(text, "done") || strstr(text, "expired"))
			killed = 0;
	}
}

static void bomb_kill(enum way way)
{
	uint32_t signalled;
	int error = way == ONE_CALL
			    ? proctrackext_signal(BENCH_PINS, JOB, SIGKILL, NULL, &signalled)
			    : cgroup_kill(&cgroup);

	if (error)
		die("kill", error);
}

static void one_round(enum way way)
{
	struct bomb bomb;
	pid_t pid = bomb_start(&bomb);
	double begin;
	int error = 0;

	if (way == ONE_CALL)
		join_job(BENCH_PINS, pid);
	else
		error = cgroup_move(&cgroup, pid);
	if (error)
		die("cgroup.procs", error);
	if (write(bomb.gate, "g", 1) != 1 || await_line(&bomb, "ready") < 0)
		die("bomb", -ECHILD);
	poll(NULL, 0, BURN_MS);
	begin = now_us();
	bomb_kill(way);
	not_ended[way] += !await_end(&bomb);
	add(&gone[way], (now_us() - begin) / 1000);
	/* what has closed its files may still be a member, and the next bomb could not join */
	error = way == ONE_CALL ? proctrackext_wait(BENCH_PINS, JOB, 0, END_MS) : 0;
	if (error)
		die("wait", error);
	survivors[way] += bomb_processes(SIGUSR1);
	while (bomb_processes(SIGKILL))
		poll(NULL, 0, 1);
	close(bomb.gate);
	fclose(bomb.lines);
	waitpid(bomb.launcher, NULL, 0);
}

static void run(void)
{
	int with_cgroup = cgroup_make(&cgroup) == 0;

	load(BENCH_PINS, SMALL);
	for (int round = 0; round < rounds; round++) {
		one_round(with_cgroup ? round % 2 : ONE_CALL);
		if (with_cgroup)
			one_round((round + 1) % 2);
	}
	print_head("bomb-300: SIGKILL to a bomb that re-forks", "ms until all are gone");
	print_series("one call", &gone[ONE_CALL]);
	print_series("cgroup.kill", &gone[CGROUP]);
	if (with_cgroup)
		print_ratio("one call / cgroup.kill", &gone[ONE_CALL], &gone[CGROUP], 1.00);
	print_limit("rounds with survivors of one call", not_ended[ONE_CALL], 0);
	print_limit("survivors of one call", survivors[ONE_CALL], 0);
	print_limit("survivors of cgroup.kill", survivors[CGROUP], 0);
}

int main(int argc, char **argv)
{
	int option, status;

	while ((option = getopt(argc, argv, "r:n:")) != -1) {
		if (option == 'r')
			rounds = atoi(optarg);
		else if (option == 'n')
			processes = atoi(optarg);
		else
			return 2;
	}
	if (processes < 1 || processes > MOST || rounds < 1)
		return 2;
	status = bench_main(run, 600);
	cgroup_remove();
	return status;
}
