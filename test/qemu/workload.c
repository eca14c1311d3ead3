// SPDX-License-Identifier: Apache-2.0
// Start a program of test/workloads, hold its gate, read what it says; see workload.h.
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

enum { ANSWER_MS = 30000, AFTER_DEADLINE_MS = 5000 };

static void hear(struct workload *w, const char *line)
{
	int number;

	if (sscanf(line, "pid %d", &number) == 1)
		w->pid = number;
	else if (sscanf(line, "member %d", &number) == 1 && w->count < MEMBERS_MOST)
		w->members[w->count++] = number;
	else if (!strcmp(line, "ready"))
		w->ready = true;
	else if (!strncmp(line, "skip ", 5))
		snprintf(w->skip, sizeof(w->skip), "%.60s", line + 5);
	else if (!strncmp(line, "failed", 6) || !strncmp(line, "short", 5) ||
		 !strncmp(line, "done", 4) || !strcmp(line, "expired"))
		snprintf(w->trouble, sizeof(w->trouble), "%.60s", line);
}

static void hear_lines(struct workload *w)
{
	char *line = w->unread, *end;

	while ((end = memchr(line, '\n', w->length - (line - w->unread)))) {
		*end = '\0';
		hear(w, line);
		line = end + 1;
	}
	w->length -= line - w->unread;
	memmove(w->unread, line, w->length);
}

/* Some bytes, the end, or the time is up (-ETIMEDOUT). */
static int read_some(struct workload *w, long deadline)
{
	struct pollfd output = {.fd = w->output, .events = POLLIN};
	long left = deadline - now_ms();
	ssize_t got;

	if (left <= 0 || poll(&output, 1, left) == 0)
		return -ETIMEDOUT;
	got = read(w->output, w->unread + w->length, sizeof(w->unread) - w->length);
	if (got < 0)
		return errno == EINTR ? 0 : -errno;
	w->ended = got == 0;
	w->length += got;
	hear_lines(w);
	return 0;
}

static _Noreturn void become(const char *directory, char *const argv[], int gate, int output,
			     int seconds)
{
	char path[512], text[16];

	snprintf(path, sizeof(path), "%s/%s", directory, argv[0]);
	snprintf(text, sizeof(text), "%d", seconds);
	setenv("DRILL_SECONDS", text, 1);
	signal(SIGCHLD, SIG_DFL);
	alarm(seconds);
	if (dup2(gate, 0) < 0 || dup2(output, 1) < 0)
		_exit(1);
	execv(path, argv);
	perror(path);
	_exit(1);
}

int workload_start(struct workload *w, const char *directory, char *const argv[])
{
	return workload_start_for(w, directory, argv, WORKLOAD_SECONDS);
}

int workload_start_for(struct workload *w, const char *directory, char *const argv[], int seconds)
{
	long deadline = now_ms() + ANSWER_MS;
	int gate[2], output[2], error = 0;

	memset(w, 0, sizeof(*w));
	w->gate = w->output = -1;
	w->seconds = seconds;
	if (pipe2(gate, O_CLOEXEC) < 0 || pipe2(output, O_CLOEXEC) < 0)
		return -errno;
	w->started = fork();
	if (w->started == 0)
		become(directory, argv, gate[0], output[1], seconds);
	close(gate[0]);
	close(output[1]);
	w->gate = gate[1];
	w->output = output[0];
	if (w->started < 0)
		return -EAGAIN;
	while (!error && !w->pid && !w->ended)
		error = read_some(w, deadline);
	return error || w->pid ? error : -ECHILD;
}

int workload_go(struct workload *w)
{
	long deadline = now_ms() + ANSWER_MS;
	int error = write(w->gate, "g", 1) == 1 ? 0 : -errno;

	while (!error && !w->ready && !w->skip[0] && !w->ended)
		error = read_some(w, deadline);
	return error || w->ready || w->skip[0] ? error : -ECHILD;
}

int workload_await_end(struct workload *w, int timeout_ms)
{
	long deadline = now_ms() + timeout_ms;
	int error = 0;

	while (!error && !w->ended)
		error = read_some(w, deadline);
	return error;
}

void workload_close(struct workload *w)
{
	if (w->gate >= 0)
		close(w->gate);
	if (w->output < 0)
		return;
	workload_await_end(w, w->seconds * 1000 + AFTER_DEADLINE_MS);
	close(w->output);
	w->gate = w->output = -1;
}

bool workload_has(const struct workload *w, pid_t pid)
{
	for (int i = 0; i < w->count; i++)
		if (w->members[i] == pid)
			return true;
	return false;
}
