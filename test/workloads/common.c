// SPDX-License-Identifier: Apache-2.0
// What every workload of the escape drill shares; see common.h.
#include "common.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	DEFAULT_SECONDS = 60,
	MOST_SECONDS = 600,
	SILENCE_MS = 3000,
	REAPING_SECONDS = 3,
	EXPIRED = 99
};

static long deadline; /* seconds of CLOCK_MONOTONIC; inherited by fork */

/* Says so: a test that reads this line has not ended the workload itself. */
static void on_alarm(int signal)
{
	(void)signal;
	if (write(DRILL_OUT, "expired\n", 8) != 8)
		_exit(EXPIRED);
	_exit(EXPIRED);
}

long drill_seconds_left(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return deadline - now.tv_sec;
}

void drill_arm(void)
{
	struct sigaction expire = {.sa_handler = on_alarm};
	struct sigevent kill_me = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
	struct itimerspec end = {.it_value.tv_sec = deadline + 1};
	long left = drill_seconds_left();
	sigset_t set;
	timer_t timer;

	if (left <= 0)
		on_alarm(SIGALRM);
	sigaction(SIGALRM, &expire, NULL);
	alarm(left);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	if (timer_create(CLOCK_MONOTONIC, &kill_me, &timer) < 0 ||
	    timer_settime(timer, TIMER_ABSTIME, &end, NULL) < 0)
		drill_die("dead-man timer");
}

const char *drill_deadline(void)
{
	static char text[24];

	snprintf(text, sizeof(text), "%ld", deadline);
	return text;
}

/* The deadline is everyone's; the caller itself may stay for some seconds more. */
static void open_drill(long grace)
{
	const char *wish = getenv(DRILL_SECONDS);
	int ack[2];

	deadline = 0;
	deadline = -drill_seconds_left() +
		   (wish ? drill_number(wish, 1, MOST_SECONDS) : DEFAULT_SECONDS);
	deadline += grace;
	drill_arm();
	deadline -= grace;
	setenv(DRILL_DEADLINE, drill_deadline(), 1);
	if (pipe(ack) < 0 || dup2(1, DRILL_OUT) < 0 || dup2(ack[0], DRILL_ACK_READ) < 0 ||
	    dup2(ack[1], DRILL_ACK_WRITE) < 0)
		drill_die("pipes");
	close(ack[0]);
	close(ack[1]);
}

void drill_open(void)
{
	open_drill(0);
}

void drill_gate(void)
{
	char byte;

	drill_say("pid %d\n", (int)getpid());
	if (read(0, &byte, 1) != 1)
		exit(1);
}

void drill_start(void)
{
	drill_open();
	drill_gate();
}

/* Init may take seconds to reap; a subreaper that ignores SIGCHLD leaves no zombies at all. */
static _Noreturn void launcher(void)
{
	close(0);
	close(1);
	close(DRILL_OUT);
	close(DRILL_ACK_READ);
	close(DRILL_ACK_WRITE);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	_exit(0);
}

void drill_start_launched(void)
{
	open_drill(REAPING_SECONDS);
	signal(SIGCHLD, SIG_IGN);
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		drill_die("PR_SET_CHILD_SUBREAPER");
	if (drill_fork() > 0)
		launcher();
	signal(SIGCHLD, SIG_DFL);
	drill_gate();
}

void drill_rejoin(const char *text)
{
	deadline = text ? strtol(text, NULL, 10) : 0;
	/* Never trust a deadline further away than any workload may set. */
	if (drill_seconds_left() > MOST_SECONDS)
		_exit(EXPIRED);
	drill_arm();
}

pid_t drill_fork(void)
{
	pid_t pid = fork();

	if (pid < 0)
		drill_die("fork");
	if (pid == 0)
		drill_arm();
	return pid;
}

pid_t drill_clone(unsigned long flags)
{
	pid_t pid = syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, NULL);

	if (pid == 0)
		drill_arm();
	return pid;
}

void drill_become(uid_t uid, unsigned long nproc)
{
	struct rlimit limit = {.rlim_cur = nproc, .rlim_max = nproc};

	if (geteuid() != 0)
		drill_skip("needs root");
	if (setrlimit(RLIMIT_NPROC, &limit) < 0 || setgroups(0, NULL) < 0 ||
	    setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0)
		drill_die("own uid");
}

void drill_say(const char *format, ...)
{
	char line[4200];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (write(DRILL_OUT, line, length) != length)
		_exit(1);
}

void drill_member(void)
{
	char self[16] = "";
	ssize_t length = readlink("/proc/self", self, sizeof(self) - 1);

	drill_say("member %d\n", length > 0 ? atoi(self) : (int)getpid());
	/* Nobody listens when the trick closed this pipe. */
	if (write(DRILL_ACK_WRITE, "+", 1) < 0 && errno != EBADF)
		drill_die("acknowledge");
}

int drill_await_members(int members)
{
	struct pollfd ack = {.fd = DRILL_ACK_READ, .events = POLLIN};
	char byte;

	while (members > 0) {
		int got = poll(&ack, 1, SILENCE_MS);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || read(DRILL_ACK_READ, &byte, 1) != 1)
			break;
		members--;
	}
	if (members > 0)
		drill_say("short %d\n", members);
	return members;
}

void drill_ready(int members)
{
	drill_await_members(members);
	drill_say("ready\n");
}

void drill_linger(void)
{
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	for (;;)
		pause();
}

void drill_member_linger(void)
{
	drill_member();
	drill_linger();
}

void drill_await_death(pid_t pid)
{
	struct pollfd process = {.fd = syscall(SYS_pidfd_open, pid, 0), .events = POLLIN};

	if (process.fd < 0)
		return;
	while (poll(&process, 1, -1) < 0 && errno == EINTR)
		;
	close(process.fd);
}

void drill_skip(const char *reason)
{
	drill_say("skip %s\n", reason);
	exit(0);
}

void drill_die(const char *what)
{
	perror(what);
	_exit(1);
}

long drill_number(const char *text, long least, long most)
{
	char *end;
	long number = strtol(text, &end, 10);

	if (end == text || *end || number < least || number > most) {
		fprintf(stderr, "%s: want a number from %ld to %ld\n", text, least, most);
		exit(2);
	}
	return number;
}
