// SPDX-License-Identifier: Apache-2.0
// A leader and the sleeping processes that it forks once it is let go; see crowd.h.
#include "crowd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { END_MS = 10000, REAP_US = 5000000 };

/* The parent's death is not a signal here: it would do the work of the kill under measurement. */
static _Noreturn void sleeper(struct crowd *c, int place)
{
	alarm(DEAD_MAN_SECONDS);
	c->pids[place] = getpid();
	if (write(c->output, "+", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

static _Noreturn void leader(struct crowd *c)
{
	char byte;

	alarm(DEAD_MAN_SECONDS);
	if (c->user && setresuid(c->user, c->user, c->user) < 0)
		_exit(1);
	if (read(c->gate, &byte, 1) != 1)
		_exit(1);
	for (int i = 1; i < c->count; i++) {
		pid_t pid = fork();

		if (pid < 0)
			_exit(1);
		if (pid == 0)
			sleeper(c, i);
	}
	sleeper(c, 0);
}

void crowd_start(struct crowd *c, int count)
{
	crowd_start_as(c, count, 0);
}

void crowd_start_as(struct crowd *c, int count, uid_t user)
{
	int gate[2], output[2];
	pid_t pid;

	c->count = count;
	c->pidfds = NULL;
	c->user = user;
	c->pids = mmap(NULL, MOST_PROCESSES * sizeof(int), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (c->pids == MAP_FAILED || pipe2(gate, O_CLOEXEC) < 0 || pipe2(output, O_CLOEXEC) < 0)
		die("crowd", 0);
	pid = fork();
	if (pid < 0)
		die("fork", 0);
	if (pid == 0) {
		close(gate[1]);
		close(output[0]);
		c->gate = gate[0];
		c->output = output[1];
		leader(c);
	}
	close(gate[0]);
	close(output[1]);
	c->pids[0] = pid;
	c->gate = gate[1];
	c->output = output[0];
}

/* Read that many bytes, or to the end for a negative number. */
static void await(struct crowd *c, int bytes)
{
	struct pollfd output = {.fd = c->output, .events = POLLIN};
	char byte;

	while (bytes--) {
		if (poll(&output, 1, END_MS) <= 0)
			die("crowd", -ETIMEDOUT);
		if (read(c->output, &byte, 1) == 0) {
			if (bytes >= 0)
				die("crowd", -ECHILD);
			return;
		}
	}
}

void crowd_go(struct crowd *c)
{
	if (write(c->gate, "g", 1) != 1)
		die("gate", 0);
	await(c, c->count);
}

void crowd_idle(struct crowd *c, int count)
{
	crowd_start(c, count);
	crowd_go(c);
}

void crowd_await_end(struct crowd *c)
{
	await(c, -1);
}

void crowd_watch(struct crowd *c)
{
	c->pidfds = calloc((size_t)c->count, sizeof(int));
	if (!c->pidfds)
		die("calloc", 0);
	for (int i = 0; i < c->count; i++) {
		c->pidfds[i] = (int)syscall(SYS_pidfd_open, c->pids[i], 0);
		if (c->pidfds[i] < 0)
			die("pidfd_open", -errno);
	}
}

/* One after the other: all must end, so the order does not matter. */
void crowd_await_gone(struct crowd *c)
{
	for (int i = 0; i < c->count; i++) {
		struct pollfd end = {.fd = c->pidfds[i], .events = POLLIN};

		if (poll(&end, 1, END_MS) <= 0)
			die("crowd", -ETIMEDOUT);
	}
}

static void unwatch(struct crowd *c)
{
	for (int i = 0; c->pidfds && i < c->count; i++)
		close(c->pidfds[i]);
	free(c->pidfds);
	c->pidfds = NULL;
}

int crowd_survivors(struct crowd *c)
{
	double deadline = now_us() + REAP_US;
	int left = c->count, survivors = 0;

	while (left && now_us() < deadline) {
		for (int i = 0; i < c->count; i++) {
			if (c->pids[i] && waitpid(c->pids[i], NULL, WNOHANG) > 0) {
				c->pids[i] = 0;
				left--;
			}
		}
		if (left)
			poll(NULL, 0, 1);
	}
	for (int i = 0; i < c->count; i++) {
		if (c->pids[i]) {
			survivors++;
			kill(c->pids[i], SIGKILL);
			waitpid(c->pids[i], NULL, 0);
		}
	}
	unwatch(c);
	munmap(c->pids, MOST_PROCESSES * sizeof(int));
	close(c->gate);
	close(c->output);
	return survivors;
}

void crowd_end(struct crowd *c)
{
	for (int i = 0; i < c->count; i++)
		kill(c->pids[i], SIGKILL);
	crowd_await_end(c);
	crowd_survivors(c);
}
