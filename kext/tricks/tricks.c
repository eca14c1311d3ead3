// SPDX-License-Identifier: GPL-2.0-or-later
/* The tricks that a process plays once and then waits to be killed. */
#include "tricks.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAUSE_US = 1000 };

static char *no_environment[] = {NULL};

void become(const char *name, const char *role, char **environment)
{
	char *argv[] = {(char *)name, "role", (char *)role, NULL};

	execve("/proc/self/exe", argv, environment);
	give_up(FAILED, "exec", errno);
}

/* Both ancestors are gone before the daemon says a word. */
static _Noreturn void be_daemon(pid_t first, pid_t middle)
{
	await_death(middle);
	await_death(first);
	if (chdir("/") < 0)
		give_up(FAILED, "chdir", errno);
	syscall(SYS_close_range, 0, BOARD_FD - 1, 0);
	syscall(SYS_close_range, BOARD_FD + 1, OUTPUT_FD - 1, 0);
	syscall(SYS_close_range, OUTPUT_FD + 1, ~0U, 0);
	become("kworker/u4:1", "masquerade", no_environment);
}

void play_daemon(void)
{
	pid_t first = getpid();

	for (int i = 0; i < board->trick.members; i++)
		if (give_birth() == 0) {
			pid_t middle = getpid();

			if (setsid() < 0)
				give_up(FAILED, "setsid", errno);
			if (give_birth() == 0)
				be_daemon(first, middle);
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
}

/* No chain of parents leads from the last of them to the job's first process, which lives. */
void play_orphan(void)
{
	pid_t child = give_birth();

	if (child == 0) {
		pid_t first = getpid(), middle;

		if (give_birth() > 0)
			_exit(0);
		middle = getpid();
		if (give_birth() > 0)
			_exit(0);
		await_death(first);
		await_death(middle);
		report_and_linger();
	}
	waitpid(child, NULL, 0);
	report_and_linger();
}

void play_environment(void)
{
	if (give_birth() == 0)
		become("proctrack-tricks", "stay", no_environment);
	report_and_linger();
}

/* They mislead who reads /proc. */
void play_name(void)
{
	static const char *const names[] = {"new\nline", "x) R 1 1 (", "a b", "slurmstepd",
					    "\xff\xfe"};

	for (int i = 0; i < board->trick.members - 1; i++)
		if (give_birth() == 0)
			become(names[i], "masquerade", environ);
	report_and_linger();
}

void play_nohup(void)
{
	if (give_birth() == 0) {
		sigset_t all;

		for (int signum = 1; signum <= SIGRTMAX; signum++)
			if (signum != SIGALRM)
				signal(signum, SIG_IGN);
		sigfillset(&all);
		sigdelset(&all, SIGALRM);
		sigprocmask(SIG_SETMASK, &all, NULL);
	}
	report_and_linger();
}

/* Each one leaves the group, and every second one the session, of the one before. */
void play_sessions(void)
{
	for (int i = 0; i < 4; i++) {
		if (give_birth() > 0)
			break;
		if (i % 2 ? setsid() < 0 : setpgid(0, 0) < 0)
			give_up(FAILED, i % 2 ? "setsid" : "setpgid", errno);
	}
	report_and_linger();
}

static void bear_in_own_memory(void)
{
	char *argv[] = {"proctrack-tricks", "role", "stay", NULL};
	pid_t pid = vfork();

	if (pid == 0) {
		execve("/proc/self/exe", argv, no_environment);
		_exit(1);
	}
	if (pid < 0)
		give_up(FAILED, "vfork", errno);
}

void play_vfork(void)
{
	bear_in_own_memory();
	bear_in_own_memory();
	report_and_linger();
}

/* A sibling instead of a child: its parent is the launcher, which is in no job. */
void play_clone_parent(void)
{
	pid_t sibling = give_birth_with(CLONE_PARENT);

	if (sibling < 0)
		give_up(FAILED, "clone", errno);
	if (sibling == 0)
		give_birth();
	report_and_linger();
}

static void *exec_from_thread(void *unused)
{
	(void)unused;
	become("proctrack-tricks", "multiply", environ);
}

void play_thread_exec(void)
{
	pthread_t thread;
	int error = pthread_create(&thread, NULL, exec_from_thread, NULL);

	if (error)
		give_up(FAILED, "pthread_create", error);
	linger();
}

static int leader_is_zombie(void)
{
	char path[64], line[256] = "";
	FILE *stat;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", (int)getpid());
	stat = fopen(path, "re");
	if (stat && !fgets(line, sizeof(line), stat))
		line[0] = '\0';
	if (stat)
		fclose(stat);
	return strstr(line, ") Z ") != NULL;
}

static void *outlive_leader(void *unused)
{
	(void)unused;
	while (!leader_is_zombie())
		usleep(PAUSE_US);
	for (int i = 1; i < board->trick.members; i++)
		if (give_birth() == 0)
			break;
	report_and_linger();
}

void play_leader_exit(void)
{
	pthread_t thread;
	int error = pthread_create(&thread, NULL, outlive_leader, NULL);

	if (error)
		give_up(FAILED, "pthread_create", error);
	pthread_exit(NULL);
}

/* Stopped again whenever somebody, or an orphaned process group, continues it. */
static _Noreturn void stop_for_ever(void)
{
	report();
	signal(SIGHUP, SIG_IGN);
	for (;;)
		raise(SIGSTOP);
}

void play_stopped(void)
{
	int status;

	for (int i = 1; i < board->trick.members; i++) {
		pid_t child = give_birth();

		if (child == 0)
			stop_for_ever();
		if (waitpid(child, &status, WUNTRACED) < 0 || !WIFSTOPPED(status))
			give_up(FAILED, "the child did not stop", 0);
	}
	report_and_linger();
}

void play_role(const char *role, char *name)
{
	arm_member();
	if (!strcmp(role, "masquerade"))
		prctl(PR_SET_NAME, name);
	if (!strcmp(role, "multiply"))
		give_birth();
	report_and_linger();
}
