// SPDX-License-Identifier: GPL-2.0-or-later
/* The board, and what each process of a trick does. */
#include "tricks.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Far above what accounts, subordinate ids and containers take; a launcher's pid makes it unique.
 */
#define FIRST_UID 0xe0000000u

struct board *board;

static int64_t seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

void board_find(void)
{
	board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED, BOARD_FD, 0);
	if (board == MAP_FAILED)
		_exit(1);
}

void board_make(void)
{
	int fd = memfd_create("proctrack-tricks", 0);

	if (fd < 0 || ftruncate(fd, sizeof(*board)) < 0 || dup2(fd, BOARD_FD) < 0) {
		perror("board");
		_exit(1);
	}
	if (fd != BOARD_FD)
		close(fd);
	board_find();
	board->deadline = seconds_now() + LIFE_SECONDS;
	board->launcher = getpid();
}

static void expire(int signal)
{
	(void)signal;
	_exit(1);
}

void arm(void (*on_alarm)(int), int grace)
{
	struct sigaction action = {.sa_handler = on_alarm};
	struct sigevent kill_me = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
	struct itimerspec end = {.it_value.tv_sec = board->deadline + grace};
	int64_t left = board->deadline - seconds_now();
	sigset_t set;
	timer_t timer;

	if (left <= 0 || left > LIFE_SECONDS)
		_exit(1);
	sigaction(SIGALRM, &action, NULL);
	alarm((unsigned int)left);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	if (timer_create(CLOCK_MONOTONIC, &kill_me, &timer) < 0 ||
	    timer_settime(timer, TIMER_ABSTIME, &end, NULL) < 0)
		_exit(1);
}

void arm_member(void)
{
	arm(expire, 1);
}

void give_up(enum trouble kind, const char *what, int error)
{
	if (!atomic_exchange(&board->troubled, 1)) {
		snprintf(board->reason, sizeof(board->reason), "%s%s%s", what, error ? ": " : "",
			 error ? strerror(error) : "");
		atomic_store(&board->trouble, kind);
	}
	_exit(1);
}

pid_t give_birth(void)
{
	pid_t pid = fork();

	if (pid < 0)
		give_up(FAILED, "fork", errno);
	if (pid == 0)
		arm_member();
	return pid;
}

pid_t give_birth_with(unsigned long flags)
{
	pid_t pid = (pid_t)syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, NULL);

	if (pid == 0)
		arm_member();
	return pid;
}

void tie(void)
{
	if (getppid() != board->launcher)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* It may have died just before, and then nothing comes. */
	if (getppid() != board->launcher)
		_exit(1);
}

/* As the mounted /proc knows us, also from inside a pid namespace. */
static pid_t own_pid(void)
{
	char self[16] = "";

	return readlink("/proc/self", self, sizeof(self) - 1) > 0 ? atoi(self) : getpid();
}

void report(void)
{
	int place = atomic_fetch_add(&board->claims, 1);

	tie();
	if (place < MOST_MEMBERS)
		board->member[place] = own_pid();
	atomic_fetch_add(&board->reports, 1);
}

void linger(void)
{
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	for (;;)
		pause();
}

void report_and_linger(void)
{
	report();
	linger();
}

void become(const char *name, const char *role, char **environment)
{
	char *argv[] = {(char *)name, "role", (char *)role, NULL};

	execve("/proc/self/exe", argv, environment);
	give_up(FAILED, "exec", errno);
}

void await_death(pid_t pid)
{
	struct pollfd process = {.fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN};

	if (process.fd < 0)
		return;
	while (poll(&process, 1, -1) < 0 && errno == EINTR)
		;
	close(process.fd);
}

void become_alone(unsigned long processes)
{
	struct rlimit limit = {.rlim_cur = processes, .rlim_max = processes};
	uid_t uid = FIRST_UID + (uid_t)board->launcher;

	if (setrlimit(RLIMIT_NPROC, &limit) < 0 || setgroups(0, NULL) < 0 ||
	    setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0)
		give_up(SKIPPED, "no user id of its own", errno);
}
