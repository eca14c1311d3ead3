// SPDX-License-Identifier: GPL-2.0-or-later
/* The board, and what each process of a trick does. */
#include "board.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
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

void board_make(int life)
{
	int fd = memfd_create("proctrack-tricks", 0);

	if (fd < 0 || ftruncate(fd, sizeof(*board)) < 0 || dup2(fd, BOARD_FD) < 0) {
		perror("board");
		_exit(1);
	}
	if (fd != BOARD_FD)
		close(fd);
	board_find();
	board->life = life;
	board->deadline = seconds_now() + life;
	board->launcher = getpid();
	board->uid = FIRST_UID + (uid_t)getpid();
}

void say(const char *format, ...)
{
	char line[sizeof(board->cgroup) + 16];
	va_list arguments;
	int length;

	if (!board->direct)
		return;
	va_start(arguments, format);
	length = vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	if (write(OUTPUT_FD, line, (size_t)length) != length)
		_exit(1);
}

static void expire(int signal)
{
	(void)signal;
	atomic_store(&board->brake, 1);
	if (board->direct && write(OUTPUT_FD, "expired\n", 8) < 0)
		_exit(2);
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

	if (left <= 0 || left > board->life)
		expire(SIGALRM);
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
		say("%s %s\n", kind == SKIPPED ? "skip" : "failed", board->reason);
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
	pid_t pid = own_pid();

	tie();
	if (place < MOST_MEMBERS)
		board->member[place] = pid;
	say("member %d\n", (int)pid);
	if (atomic_fetch_add(&board->reports, 1) + 1 == board->trick.members)
		say("ready\n");
}

void count_birth(void)
{
	arm_member();
	if (atomic_fetch_add(&board->births, 1) + 1 == board->trick.births)
		say("ready\n");
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

void await_death(pid_t pid)
{
	struct pollfd process = {.fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN};

	if (process.fd < 0)
		return;
	while (poll(&process, 1, -1) < 0 && errno == EINTR)
		;
	close(process.fd);
}

int take_user(uid_t uid, unsigned long processes)
{
	struct rlimit limit = {.rlim_cur = processes, .rlim_max = processes};

	return setrlimit(RLIMIT_NPROC, &limit) < 0 || setgroups(0, NULL) < 0 ||
			       setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0
		       ? -1
		       : 0;
}

/* With capabilities, which a user may keep by the securebits, the limit would not hold. */
void become_alone(unsigned long processes)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};

	if (take_user(board->uid, processes) < 0 || syscall(SYS_capset, &header, none) < 0)
		give_up(SKIPPED, "no user id of its own", errno);
	say("uid %u\n", board->uid);
}
